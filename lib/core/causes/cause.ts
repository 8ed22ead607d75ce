/** The causes that a rule may conclude; `title` is what people read. */
export const CAUSES = {
  'code.syntax': 'syntax error in deployed code',
  'code.missing_artifact': 'a module, class or file of the application is missing',
  'code.exception': 'unhandled exception in application code',
  'datastore.unreachable': 'the datastore cannot be reached',
  'datastore.auth': 'the datastore refuses the credentials',
  'datastore.capacity': 'the datastore or its connection pool is exhausted',
  'datastore.schema': 'the datastore lacks a table or column that the code expects',
  'datastore.contention': 'transactions block each other in the datastore',
  'fs.permission': 'the process may not use a file or folder',
  'resource.memory': 'the memory limit is exhausted',
  'resource.timeout': 'the work took longer than its time limit',
  'resource.disk_fd': 'disk space, file descriptors or ports are exhausted',
  'thirdparty.api': 'a third-party API failed',
  'network.dns_tls': 'name resolution or TLS failed',
  'cloud.authz_throttle': 'the cloud refused or throttled a call',
  'web.config': 'the web server configuration is broken',
  'upstream.down': 'the application process does not answer the web server',
} as const;

export type CauseId = keyof typeof CAUSES;
