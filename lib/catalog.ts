// Written by `npm run generate` from the files in these folders; changes here are lost.
import type { CauseRule } from './core/causes/rule.ts';
import type { LogFormat } from './core/logs/format.ts';
import type { Notifier } from './core/notify/contract.ts';
import type { Prober } from './core/probe/contract.ts';
import { cloudAuthzThrottle as cloudAuthzThrottleRule } from './core/causes/rules/cloud-authz-throttle.ts';
import { codeException as codeExceptionRule } from './core/causes/rules/code-exception.ts';
import { codeMissingArtifact as codeMissingArtifactRule } from './core/causes/rules/code-missing-artifact.ts';
import { codeSyntax as codeSyntaxRule } from './core/causes/rules/code-syntax.ts';
import { datastoreAuth as datastoreAuthRule } from './core/causes/rules/datastore-auth.ts';
import { datastoreCapacity as datastoreCapacityRule } from './core/causes/rules/datastore-capacity.ts';
import { datastoreContention as datastoreContentionRule } from './core/causes/rules/datastore-contention.ts';
import { datastoreSchema as datastoreSchemaRule } from './core/causes/rules/datastore-schema.ts';
import { datastoreUnreachable as datastoreUnreachableRule } from './core/causes/rules/datastore-unreachable.ts';
import { fsPermission as fsPermissionRule } from './core/causes/rules/fs-permission.ts';
import { networkDnsTls as networkDnsTlsRule } from './core/causes/rules/network-dns-tls.ts';
import { resourceDiskFd as resourceDiskFdRule } from './core/causes/rules/resource-disk-fd.ts';
import { resourceMemory as resourceMemoryRule } from './core/causes/rules/resource-memory.ts';
import { resourceTimeout as resourceTimeoutRule } from './core/causes/rules/resource-timeout.ts';
import { thirdpartyApi as thirdpartyApiRule } from './core/causes/rules/thirdparty-api.ts';
import { upstreamDown as upstreamDownRule } from './core/causes/rules/upstream-down.ts';
import { webConfig as webConfigRule } from './core/causes/rules/web-config.ts';
import { accessLog as accessLogFormat } from './core/logs/formats/access-log.ts';
import { albAccess as albAccessFormat } from './core/logs/formats/alb-access.ts';
import { apacheError as apacheErrorFormat } from './core/logs/formats/apache-error.ts';
import { apiGateway as apiGatewayFormat } from './core/logs/formats/api-gateway.ts';
import { dotnet as dotnetFormat } from './core/logs/formats/dotnet.ts';
import { elixir as elixirFormat } from './core/logs/formats/elixir.ts';
import { envoyAccess as envoyAccessFormat } from './core/logs/formats/envoy-access.ts';
import { gin as ginFormat } from './core/logs/formats/gin.ts';
import { go as goFormat } from './core/logs/formats/go.ts';
import { gunicorn as gunicornFormat } from './core/logs/formats/gunicorn.ts';
import { hapi as hapiFormat } from './core/logs/formats/hapi.ts';
import { haproxy as haproxyFormat } from './core/logs/formats/haproxy.ts';
import { iis as iisFormat } from './core/logs/formats/iis.ts';
import { inspected as inspectedFormat } from './core/logs/formats/inspected.ts';
import { javaUtilLogging as javaUtilLoggingFormat } from './core/logs/formats/java-util-logging.ts';
import { java as javaFormat } from './core/logs/formats/java.ts';
import { json as jsonFormat } from './core/logs/formats/json.ts';
import { klog as klogFormat } from './core/logs/formats/klog.ts';
import { lambdaJson as lambdaJsonFormat } from './core/logs/formats/lambda-json.ts';
import { lambdaText as lambdaTextFormat } from './core/logs/formats/lambda-text.ts';
import { leveled as leveledFormat } from './core/logs/formats/leveled.ts';
import { logback as logbackFormat } from './core/logs/formats/logback.ts';
import { logfmt as logfmtFormat } from './core/logs/formats/logfmt.ts';
import { monolog as monologFormat } from './core/logs/formats/monolog.ts';
import { mysqlServer as mysqlServerFormat } from './core/logs/formats/mysql-server.ts';
import { nest as nestFormat } from './core/logs/formats/nest.ts';
import { next as nextFormat } from './core/logs/formats/next.ts';
import { nginxError as nginxErrorFormat } from './core/logs/formats/nginx-error.ts';
import { node as nodeFormat } from './core/logs/formats/node.ts';
import { passenger as passengerFormat } from './core/logs/formats/passenger.ts';
import { perl as perlFormat } from './core/logs/formats/perl.ts';
import { phpErrorLog as phpErrorLogFormat } from './core/logs/formats/php-error-log.ts';
import { phpFpm as phpFpmFormat } from './core/logs/formats/php-fpm.ts';
import { php as phpFormat } from './core/logs/formats/php.ts';
import { postgresServer as postgresServerFormat } from './core/logs/formats/postgres-server.ts';
import { puma as pumaFormat } from './core/logs/formats/puma.ts';
import { pythonLogging as pythonLoggingFormat } from './core/logs/formats/python-logging.ts';
import { python as pythonFormat } from './core/logs/formats/python.ts';
import { redisServer as redisServerFormat } from './core/logs/formats/redis-server.ts';
import { rich as richFormat } from './core/logs/formats/rich.ts';
import { rubyLogger as rubyLoggerFormat } from './core/logs/formats/ruby-logger.ts';
import { ruby as rubyFormat } from './core/logs/formats/ruby.ts';
import { rust as rustFormat } from './core/logs/formats/rust.ts';
import { sidekiq as sidekiqFormat } from './core/logs/formats/sidekiq.ts';
import { syslog as syslogFormat } from './core/logs/formats/syslog.ts';
import { tornado as tornadoFormat } from './core/logs/formats/tornado.ts';
import { uvicorn as uvicornFormat } from './core/logs/formats/uvicorn.ts';
import { uwsgi as uwsgiFormat } from './core/logs/formats/uwsgi.ts';

/** Loads one plug-in: none costs anything before it is used. */
type Load<Value> = () => Promise<Value>;

/** The check types, by the word after `type:`. */
export const PROBERS: Readonly<Record<string, Load<Prober>>> = {
  command: async () => (await import('./probers/command.ts')).command,
  dns: async () => (await import('./probers/dns.ts')).dns,
  domain: async () => (await import('./probers/domain.ts')).domain,
  grpc: async () => (await import('./probers/grpc.ts')).grpc,
  heartbeat: async () => (await import('./probers/heartbeat.ts')).heartbeat,
  http: async () => (await import('./probers/http.ts')).http,
  steps: async () => (await import('./probers/steps.ts')).steps,
  tcp: async () => (await import('./probers/tcp.ts')).tcp,
  tls: async () => (await import('./probers/tls.ts')).tls,
  udp: async () => (await import('./probers/udp.ts')).udp,
  websocket: async () => (await import('./probers/websocket.ts')).websocket,
};

/** The notifiers, by the word after `type:`. */
export const NOTIFIERS: Readonly<Record<string, Load<Notifier>>> = {
  discord: async () => (await import('./notifiers/discord.ts')).discord,
  pagerduty: async () => (await import('./notifiers/pagerduty.ts')).pagerduty,
  slack: async () => (await import('./notifiers/slack.ts')).slack,
  sns: async () => (await import('./notifiers/sns.ts')).sns,
  teams: async () => (await import('./notifiers/teams.ts')).teams,
  terminal: async () => (await import('./notifiers/terminal.ts')).terminal,
  webhook: async () => (await import('./notifiers/webhook.ts')).webhook,
};

/** The log formats. */
export const LOG_FORMATS: readonly LogFormat[] = [
  accessLogFormat,
  albAccessFormat,
  apacheErrorFormat,
  apiGatewayFormat,
  dotnetFormat,
  elixirFormat,
  envoyAccessFormat,
  ginFormat,
  goFormat,
  gunicornFormat,
  hapiFormat,
  haproxyFormat,
  iisFormat,
  inspectedFormat,
  javaUtilLoggingFormat,
  javaFormat,
  jsonFormat,
  klogFormat,
  lambdaJsonFormat,
  lambdaTextFormat,
  leveledFormat,
  logbackFormat,
  logfmtFormat,
  monologFormat,
  mysqlServerFormat,
  nestFormat,
  nextFormat,
  nginxErrorFormat,
  nodeFormat,
  passengerFormat,
  perlFormat,
  phpErrorLogFormat,
  phpFpmFormat,
  phpFormat,
  postgresServerFormat,
  pumaFormat,
  pythonLoggingFormat,
  pythonFormat,
  redisServerFormat,
  richFormat,
  rubyLoggerFormat,
  rubyFormat,
  rustFormat,
  sidekiqFormat,
  syslogFormat,
  tornadoFormat,
  uvicornFormat,
  uwsgiFormat,
];

/** The causes. */
export const CAUSE_RULES: readonly CauseRule[] = [
  cloudAuthzThrottleRule,
  codeExceptionRule,
  codeMissingArtifactRule,
  codeSyntaxRule,
  datastoreAuthRule,
  datastoreCapacityRule,
  datastoreContentionRule,
  datastoreSchemaRule,
  datastoreUnreachableRule,
  fsPermissionRule,
  networkDnsTlsRule,
  resourceDiskFdRule,
  resourceMemoryRule,
  resourceTimeoutRule,
  thirdpartyApiRule,
  upstreamDownRule,
  webConfigRule,
];

const loadAll = <Value>(loads: Readonly<Record<string, Load<Value>>>): Promise<readonly Value[]> =>
  Promise.all(Object.values(loads).map((load) => load()));

/** All check types, to read a config with. */
export const loadProbers = (): Promise<readonly Prober[]> => loadAll(PROBERS);

/** All notifiers, to read a config with. */
export const loadNotifiers = (): Promise<readonly Notifier[]> => loadAll(NOTIFIERS);
