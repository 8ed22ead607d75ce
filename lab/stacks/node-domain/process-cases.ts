import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { APP_USER } from '../../backing/machine.ts';
import { ADDRESSES } from '../../backing/addresses.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sendHealthy, startShop } from './shop-cases.ts';
import type { ShopApp } from './shop-cases.ts';
import { SHOP_ENV } from './shop-env.ts';

const REDIS_DOWN = { REDIS_URL: `redis://${ADDRESSES.nobody}:6379` } as const;

type Deploy = Pick<
  CaseSpec,
  'name' | 'injected' | 'cause' | 'component' | 'exception' | 'frame' | 'keep' | 'alsoAs'
> & {
  /** Changes the release on disk before the restart. */
  readonly change: (bench: Bench) => void;
  readonly env?: Readonly<Record<string, string>>;
};

/** The application runs, is stopped, the release on disk changes, and the new process dies at boot. */
export const deployCase = (app: ShopApp, { change, env, ...spec }: Deploy): CaseSpec => ({
  ...spec,
  logs: ['app.log'],
  run: async (bench) => {
    const running = await startShopProcess(bench, app);
    await sendHealthy(bench, running.url);
    bench.mark();
    await running.stop();
    change(bench);
    await bench.start({
      command: [app.node, app.script],
      user: APP_USER,
      env: { ...SHOP_ENV, ...app.env, ...env, PORT: new URL(running.url).port },
      out: 'app.log',
      ends: true,
    });
    await bench.fail(`${running.url}/health`);
  },
});

const startShopProcess = async (
  bench: Bench,
  app: ShopApp,
): Promise<{ url: string; stop: () => Promise<void> }> => {
  let stop: (() => Promise<void>) | undefined;
  const watched: Bench = {
    ...bench,
    start: async (options) => {
      const running = await bench.start(options);
      stop = running.stop;
      return running;
    },
  };
  const url = await startShop(watched, app);
  return { url, stop: async () => await stop?.() };
};

const bootCrash = (line: RegExp, type: string): NonNullable<CaseSpec['exception']> => ({
  line,
  before: /^$|^Node\.js v/,
  type,
});

/** Faults at boot, after a deployment. */
export const deployCases = (app: ShopApp): readonly CaseSpec[] => [
  deployCase(app, {
    name: 'boot-syntax-error',
    injected: 'the new release has a source file that lacks a bracket',
    cause: 'code.syntax',
    component: `file /srv/shop/${app.stack}/src/checkout.js`,
    exception: bootCrash(/^SyntaxError: /, 'SyntaxError'),
    keep: ['SyntaxError: '],
    alsoAs: ['docker-json'],
    change: (bench) => {
      const lines = [
        "'use strict';",
        'function cartTotal(cart) {',
        '  return cart.items.reduce((sum, item) => sum + item.price;',
        '}',
      ];
      writeFileSync(join(bench.dir, 'src', 'checkout.js'), `${lines.join('\n')}\n`);
    },
  }),
  deployCase(app, {
    name: 'boot-module-missing',
    injected: 'the new release lacks a source file that another one requires',
    cause: 'code.missing_artifact',
    component: 'module ./reports',
    exception: bootCrash(/^Error: Cannot find module '\.\/reports'/, 'Error'),
    frame: {
      file: `/srv/shop/${app.stack}/src/routes.js`,
      function: 'Object.<anonymous>',
      code: "require('./reports')",
      source: '../../node-domain/app/routes.js',
    },
    keep: ["Cannot find module './reports'"],
    change: (bench) => rmSync(join(bench.dir, 'src', 'reports.js')),
  }),
  {
    name: 'boot-port-in-use',
    injected: 'another program listens on the port when the application is started again',
    cause: 'resource.disk_fd',
    component: null,
    logs: ['app.log'],
    exception: bootCrash(/^Error: listen EADDRINUSE/, 'Error'),
    keep: ['listen EADDRINUSE: address already in use'],
    run: async (bench) => {
      const running = await startShopProcess(bench, app);
      await sendHealthy(bench, running.url);
      bench.mark();
      await running.stop();
      const port = Number(new URL(running.url).port);
      const squatter = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
      bench.defer(() => squatter.close());
      const env = { ...SHOP_ENV, ...app.env, PORT: String(port) };
      await bench.start({ command: [app.node, app.script], user: APP_USER, env, out: 'app.log', ends: true });
      await bench.fail(`${running.url}/health`);
    },
  },
];

/** The heap limit of V8, reached by real growth. */
export const heapLimitCase = (app: ShopApp): CaseSpec => ({
  name: 'heap-limit',
  injected: 'the heap is limited to 48 MB and a report keeps growing',
  cause: 'resource.memory',
  component: 'self',
  logs: ['app.log'],
  exception: {
    line: /FATAL ERROR: .*JavaScript heap out of memory/,
    to: /JavaScript heap out of memory/,
    type: null,
  },
  keep: ['JavaScript heap out of memory'],
  run: async (bench) => {
    const url = await startShop(bench, { ...app, nodeOptions: ['--max-old-space-size=48'] });
    await sendHealthy(bench, url);
    await bench.fail(`${url}/reports/year`);
    await bench.until('app.log', /heap out of memory/);
    await bench.pause(200);
  },
});

interface Noisy {
  readonly name: string;
  readonly path: string;
  readonly spec: Omit<CaseSpec, 'name' | 'run' | 'logs' | 'kind' | 'variant'>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A fault while the log fills with reconnects to a Redis that has been down all along. */
export const redisNoiseCase = (app: ShopApp, { name, path, spec, env }: Noisy): CaseSpec => ({
  ...spec,
  name,
  kind: 'confuser',
  variant: 'noise',
  logs: ['app.log'],
  run: async (bench) => {
    const url = await startShop(bench, app, { ...REDIS_DOWN, ...env });
    await bench.send(`${url}/cart/7`);
    await sendHealthy(bench, url, 9);
    await bench.pause(200);
    await sendHealthy(bench, url, 9);
    await bench.fail(`${url}${path}`);
    await bench.pause(150);
    await sendHealthy(bench, url, 3);
  },
});

/** The failing request leaves nothing in the logs but its line in the access log. */
export const quietCase = (
  app: ShopApp,
  name: string,
  options: { path: string; env?: Record<string, string>; injected: string },
): CaseSpec => ({
  name,
  kind: 'no-evidence',
  injected: options.injected,
  cause: null,
  component: null,
  logs: ['app.log'],
  exception: null,
  run: async (bench) => {
    const url = await startShop(bench, app, options.env);
    await sendHealthy(bench, url);
    await bench.fail(`${url}${options.path}`);
    await sendHealthy(bench, url, 3);
  },
});

/** The request never reaches the application, whose log goes on in good health. */
export const unreachedCase = (app: ShopApp): CaseSpec => ({
  name: 'never-arrived',
  kind: 'no-evidence',
  injected:
    'the failing request goes to a port where nobody listens; the application is healthy and sees nothing of it',
  cause: null,
  component: null,
  logs: ['app.log'],
  exception: null,
  run: async (bench) => {
    const url = await startShop(bench, app);
    await sendHealthy(bench, url);
    await bench.fail(`http://127.0.0.1:${await bench.port()}/health`);
    await sendHealthy(bench, url, 4);
  },
});
