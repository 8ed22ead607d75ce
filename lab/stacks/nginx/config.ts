import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import type { Running } from '../../harness/process.ts';

export interface Site {
  /** Text of further `location` blocks and server settings. */
  readonly server?: string;
  /** Text beside the server: `upstream` blocks, maps. */
  readonly http?: string;
  /** Text at the top level. */
  readonly main?: string;
  readonly port: number;
  /** Port of an upstream in good health, behind `/api/`. */
  readonly upstreamPort: number;
}

const access =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** The whole configuration; the access log ends with the request id where `withId` asks for it. */
export const nginxConfig = (site: Site, withId: boolean): string => `
worker_processes 1;
pid run/nginx.pid;
user www-data;
${site.main ?? ''}
events { worker_connections 256; }
http {
  log_format shop '${access}${withId ? ' rid=$http_x_request_id rt=$request_time' : ''}';
  access_log log/access.log shop;
  error_log log/error.log warn;
  default_type text/html;
  client_body_temp_path run/body;
  proxy_temp_path run/proxy;
  fastcgi_temp_path run/fastcgi;
  uwsgi_temp_path run/uwsgi;
  scgi_temp_path run/scgi;
  ${site.http ?? ''}
  server {
    listen 127.0.0.1:${site.port};
    server_name shop.example.com;
    root html;
    index index.html;
    location /api/ { proxy_pass http://127.0.0.1:${site.upstreamPort}; }
    ${site.server ?? ''}
  }
}
`;

/** Writes the configuration below the bench's folder. */
export const writeConfig = (bench: Bench, site: Site, withId = false): void => {
  mkdirSync(join(bench.dir, 'run'), { recursive: true });
  chmodSync(join(bench.dir, 'run'), 0o755);
  writeFileSync(join(bench.dir, 'nginx.conf'), nginxConfig(site, withId));
};

/** The command line that runs nginx from the bench's folder. */
export const nginxCommand = (bench: Bench, ...more: string[]): [string, ...string[]] => [
  '/usr/sbin/nginx',
  '-p',
  bench.dir,
  '-c',
  'nginx.conf',
  '-e',
  'log/error.log',
  ...more,
];

/** Starts nginx and waits until it answers. */
export const startNginx = (
  bench: Bench,
  site: Site,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> =>
  bench.start({
    command: nginxCommand(bench, '-g', 'daemon off;'),
    readyPort: site.port,
    env,
    stopSignal: 'SIGTERM',
  });
