import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import type { Running } from '../../harness/process.ts';

export interface Site {
  readonly port: number;
  readonly upstreamPort: number;
  /** Text beside the healthy part: directories, locations, proxies. */
  readonly extra?: string;
  /** Whether the error log carries the request id. */
  readonly withId?: boolean;
}

const MODULES = [
  'mpm_event',
  'authz_core',
  'authz_host',
  'authn_core',
  'authn_file',
  'authz_user',
  'auth_basic',
  'unique_id',
  'alias',
  'dir',
  'mime',
  'rewrite',
  'headers',
  'proxy',
  'proxy_http',
  'proxy_fcgi',
  'cgid',
  'socache_shmcb',
  'ssl',
  'autoindex',
];

const WITH_ID = String.raw`ErrorLogFormat "[%{cu}t] [%-m:%l] [pid %P:tid %T] [rid %-{X-Request-ID}i] %E: [client\ %a] %M"`;

/** The whole configuration, with a static site, a CGI folder and an upstream in good health. */
export const apacheConfig = (dir: string, site: Site): string => `
ServerRoot ${dir}
ServerName shop.example.com
PidFile run/httpd.pid
DefaultRuntimeDir run
User www-data
Group www-data
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${site.port}
ScriptSock cgisock
StartServers 1
ServerLimit 2
ThreadsPerChild 8
MinSpareThreads 2
MaxSpareThreads 12
MaxRequestWorkers 16
LogLevel warn
ErrorLog log/error.log
${site.withId === true ? WITH_ID : ''}
LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
CustomLog log/access.log combined
TypesConfig /etc/mime.types
DocumentRoot ${dir}/html
<Directory ${dir}/html>
  AllowOverride All
  Options FollowSymLinks
  DirectoryIndex index.html
  Require all granted
</Directory>
ScriptAlias /cgi/ ${dir}/cgi/
<Directory ${dir}/cgi>
  Require all granted
</Directory>
ProxyPass /api/ http://127.0.0.1:${site.upstreamPort}/api/
${site.extra ?? ''}
`;

/** Writes the configuration below the bench's folder. */
export const writeConfig = (bench: Bench, site: Site): void => {
  mkdirSync(join(bench.dir, 'run'), { recursive: true });
  chmodSync(join(bench.dir, 'run'), 0o777);
  writeFileSync(join(bench.dir, 'httpd.conf'), apacheConfig(bench.dir, site));
};

const command = (bench: Bench): [string, ...string[]] => [
  '/usr/sbin/apache2',
  '-f',
  join(bench.dir, 'httpd.conf'),
  '-DFOREGROUND',
];

/** Starts httpd and waits until it answers; what it says on standard error goes to `stderr.log`. */
export const startApache = (
  bench: Bench,
  site: Site,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> =>
  bench.start({ command: command(bench), readyPort: site.port, env, stderr: 'stderr.log' });

/** Starts httpd where it is known to end at once; standard error goes to the error log, as an init script keeps it. */
export const startBroken = (bench: Bench): Promise<Running> =>
  bench.start({ command: command(bench), ends: true, stderr: 'error.log' });
