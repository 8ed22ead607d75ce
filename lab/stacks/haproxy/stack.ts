import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createSocket } from 'node:dgram';
import { needPackages, prepareMachine } from '../../backing/machine.ts';
import { failingUpstream, healthyUpstream, rawUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';

const CLOSED = '127.0.0.1:22749';
const LOG = 'haproxy.log';

interface Setup {
  /** Text of the backends `orders` and others; `orders` takes `/orders`. */
  readonly backends: string;
  /** Text for the frontend. */
  readonly frontend?: string;
  /** Whether lines carry the request id. */
  readonly withId?: boolean;
  /** `syslog`: as a syslog daemon writes what it receives; else standard output. */
  readonly syslog?: boolean;
}

/** Writes what HAProxy sends to a datagram socket, with the prefix that rsyslog puts before it. */
const startSyslog = async (bench: Bench, port: number): Promise<void> => {
  const socket = createSocket('udp4');
  socket.on('message', (message) => {
    const text = message
      .toString('utf8')
      .replace(/^<\d+>/, '')
      .replace(/^(\w{3} [ \d]\d \d\d:\d\d:\d\d) /, '$1 lb-1 ');
    appendFileSync(join(bench.logDir, LOG), text.endsWith('\n') ? text : `${text}\n`);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  bench.defer(() => socket.close());
};

const configOf = (
  setup: Setup,
  ports: { readonly front: number; readonly ok: number; readonly syslog: number },
): string => `
global
  log ${setup.syslog === true ? `127.0.0.1:${ports.syslog} local0` : 'stdout format raw local0'}
defaults
  mode http
  log global
  ${setup.withId === true ? 'log-format "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"' : 'option httplog'}
  timeout connect 700ms
  timeout client 5s
  timeout server 900ms
  timeout queue 600ms
  retries 1
frontend shop
  bind 127.0.0.1:${ports.front}
  ${setup.withId === true ? 'capture request header X-Request-ID len 40' : ''}
  ${setup.frontend ?? ''}
  use_backend orders if { path_beg /orders }
  default_backend site
backend site
  server web1 127.0.0.1:${ports.ok}
backend orders
${setup.backends}
`;

const HEALTHY = ['/', '/products/1', '/products/2'];

const startHaproxy = async (
  bench: Bench,
  setup: Setup,
): Promise<{ url: string; reload: (setup: Setup) => Promise<void> }> => {
  const ports = { ok: await healthyUpstream(bench), front: await bench.port(), syslog: await bench.port() };
  mkdirSync(bench.dir, { recursive: true });
  if (setup.syslog === true) await startSyslog(bench, ports.syslog);
  const file = join(bench.dir, 'haproxy.cfg');
  const start = async (text: string, ends: boolean): Promise<() => Promise<void>> => {
    writeFileSync(file, text);
    const running = await bench.start({
      command: ['/usr/sbin/haproxy', '-db', '-f', file],
      ...(ends ? { ends: true } : { readyPort: ports.front }),
      ...(setup.syslog === true ? { stderr: LOG } : { out: LOG }),
    });
    return running.stop;
  };
  const stop = await start(configOf(setup, ports), false);
  return {
    url: `http://127.0.0.1:${ports.front}`,
    reload: async (next) => {
      await stop();
      await start(configOf(next, ports), true);
    },
  };
};

interface Recipe extends Omit<CaseSpec, 'run' | 'logs' | 'exception'> {
  /** The line that names the failure; none where there is no evidence. */
  readonly line: RegExp | null;
  readonly setup: (bench: Bench) => Promise<Setup> | Setup;
  readonly act?: (bench: Bench, url: string) => Promise<void>;
}

const haproxyCase = ({ line, setup, act, ...label }: Recipe): CaseSpec => ({
  ...label,
  logs: [LOG],
  exception: line === null ? null : { line, type: null },
  run: async (bench) => {
    const { url } = await startHaproxy(bench, await setup(bench));
    await bench.healthy(
      HEALTHY.map((path) => `${url}${path}`),
      12,
    );
    await (act === undefined ? bench.fail(`${url}/orders/7`) : act(bench, url));
    await bench.healthy(`${url}/`, 3);
    await bench.pause(80);
  },
});

const raw = (
  name: string,
  port: number,
  spec: Pick<Recipe, 'injected' | 'cause' | 'line' | 'keep' | 'alsoAccepted'>,
  act: Parameters<typeof rawUpstream>[1],
): CaseSpec =>
  haproxyCase({
    name,
    ...spec,
    component: 'http orders/s1',
    setup: async (bench) => {
      await rawUpstream(bench, act, port);
      return { backends: `  server s1 127.0.0.1:${port}` };
    },
  });

const refused = (name: string, extra: Partial<Setup>, more: Partial<Recipe> = {}): CaseSpec =>
  haproxyCase({
    name,
    injected: 'nothing listens at the address of the only server',
    cause: 'upstream.down',
    component: 'http orders/s1',
    line: / orders\/s1 .* 503 \d+ .*SC--/,
    keep: ['SC--'],
    setup: () => ({ backends: `  server s1 ${CLOSED}`, ...extra }),
    ...more,
  });

const CASES: readonly CaseSpec[] = [
  refused('server-refused', {}, { alsoAs: ['docker-json', 'gzip'] }),
  refused('id-server-refused', { withId: true }, { alsoAs: ['crlf'] }),
  refused('syslog-server-refused', { syslog: true }, { alsoAs: ['rotated'] }),
  raw(
    'server-timeout',
    22_740,
    {
      injected: 'the server takes the request and does not answer within 900 ms',
      cause: 'resource.timeout',
      alsoAccepted: ['upstream.down'],
      line: / orders\/s1 .* 504 \d+ .*sH--/,
      keep: ['sH--'],
    },
    () => undefined,
  ),
  raw(
    'server-closed-early',
    22_741,
    {
      injected: 'the server closes the connection without an answer',
      cause: 'upstream.down',
      line: / orders\/s1 .* 502 \d+ .*SH--/,
      keep: ['SH--'],
    },
    (socket) => socket.end(),
  ),
  raw(
    'server-not-http',
    22_742,
    {
      injected: 'the server line points at a port that speaks another protocol',
      cause: 'web.config',
      alsoAccepted: ['upstream.down'],
      line: / orders\/s1 .* 502 \d+ .*PH--/,
      keep: ['PH--'],
    },
    (socket) => socket.end('-ERR unknown command\r\n'),
  ),
  haproxyCase({
    name: 'no-server-available',
    injected: 'the health check has marked the only server down, for nothing listens there',
    cause: 'upstream.down',
    component: 'http orders/s1',
    line: / orders\/<NOSRV> .* 503 /,
    keep: ['<NOSRV>'],
    setup: () => ({ backends: `  server s1 ${CLOSED} check inter 200ms fall 1` }),
    act: async (bench, url) => {
      bench.mark();
      await bench.pause(600);
      await bench.fail(`${url}/orders/7`);
    },
  }),
  haproxyCase({
    name: 'queue-timeout',
    injected:
      'the server may have one connection, another request holds it, and the queue gives up after 600 ms',
    cause: 'resource.timeout',
    alsoAccepted: ['upstream.down'],
    component: 'http orders',
    line: / 503 \d+ .*sQ--/,
    keep: ['sQ--'],
    setup: async (bench) => {
      await rawUpstream(bench, () => undefined, 22_743);
      return { backends: '  timeout server 4s\n  server s1 127.0.0.1:22743 maxconn 1' };
    },
    act: async (bench, url) => {
      const holder = bench.send(`${url}/orders/1`, { timeoutMs: 1500 });
      await bench.pause(150);
      await bench.fail(`${url}/orders/7`);
      await holder;
    },
  }),
  haproxyCase({
    name: 'denied-by-rule',
    injected: 'a deny rule of the frontend stands over the path',
    cause: 'web.config',
    component: 'self',
    line: / 403 \d+ .*PR--/,
    keep: ['PR--'],
    setup: () => ({
      backends: `  server s1 ${CLOSED}`,
      frontend: 'http-request deny if { path_beg /orders }',
    }),
  }),
  {
    name: 'start-unknown-keyword',
    injected: 'HAProxy is started again with a misspelt keyword',
    cause: 'web.config',
    component: 'file /srv/shop/haproxy/haproxy.cfg',
    logs: [LOG],
    exception: {
      line: /\[ALERT\] .*parsing \[\/srv\/shop\/haproxy\/haproxy\.cfg:\d+\] ?: unknown keyword 'serverr'/,
      type: null,
    },
    keep: ["unknown keyword 'serverr'", '/srv/shop/haproxy/haproxy.cfg:'],
    run: async (bench) => {
      const good = { backends: `  server s1 ${CLOSED}` };
      const { url, reload } = await startHaproxy(bench, good);
      await bench.healthy(
        HEALTHY.map((path) => `${url}${path}`),
        12,
      );
      bench.mark();
      await reload({ backends: `  serverr s1 ${CLOSED}` });
      await bench.fail(`${url}/`);
    },
  },
  haproxyCase({
    name: 'server-says-500',
    kind: 'no-evidence',
    injected: 'the server answers 500 on its own; the proxy has nothing but its line',
    cause: null,
    component: null,
    line: null,
    setup: async (bench) => ({ backends: `  server s1 127.0.0.1:${await failingUpstream(bench, 500)}` }),
  }),
  haproxyCase({
    name: 'client-abort-noise',
    kind: 'no-evidence',
    variant: 'noise',
    injected: 'the server answers 503 on its own, while other clients give up early',
    cause: null,
    component: null,
    line: null,
    setup: async (bench) => {
      const port = await bench.port();
      const server = createServer((request, response) => {
        if (request.url === '/orders/7') response.writeHead(503).end('busy');
      });
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      bench.defer(() => {
        server.closeAllConnections();
        server.close();
      });
      return { backends: `  timeout server 4s\n  server s1 127.0.0.1:${port}` };
    },
    act: async (bench, url) => {
      await bench.send(`${url}/orders/1`, { timeoutMs: 200 });
      await bench.healthy(`${url}/`, 3);
      bench.mark();
      await bench.send(`${url}/orders/2`, { timeoutMs: 200 });
      await bench.fail(`${url}/orders/7`);
      await bench.send(`${url}/orders/3`, { timeoutMs: 200 });
    },
  }),
];

export const stack = defineStack({
  name: 'haproxy',
  language: 'haproxy',
  ports: [22_700, 22_749],
  install: async () => {
    await needPackages({ '/usr/sbin/haproxy': 'haproxy' });
    await prepareMachine();
  },
  software: async () => (await sh('/usr/sbin/haproxy', ['-v'])).stdout.split(' 20')[0] ?? 'HAProxy',
  cases: CASES,
});
