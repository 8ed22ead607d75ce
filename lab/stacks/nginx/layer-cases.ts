import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP_USER } from '../../backing/machine.ts';
import { NODE_20 } from '../../backing/node-modules.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { SHOP_ENV } from '../node-domain/shop-env.ts';
import { nginxCase } from './nginx-case.ts';

const STACKS = join(import.meta.dirname, '..');

const copyShop = (bench: Bench): void => {
  cpSync(join(STACKS, 'node-domain', 'app'), join(bench.dir, 'src'), { recursive: true });
  cpSync(join(STACKS, 'node-raw', 'app', 'server.js'), join(bench.dir, 'server.js'));
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
};

const startApp = (
  bench: Bench,
  port: number,
  options: { nodeOptions?: readonly string[]; ends?: boolean } = {},
) =>
  bench.start({
    command: [NODE_20, ...(options.nodeOptions ?? []), 'server.js'],
    user: APP_USER,
    env: { ...SHOP_ENV, DATABASE_URL: 'postgres://shop:Wq8zRt2LmX@127.22.0.5:5432/shop', PORT: String(port) },
    out: 'app.log',
    ...(options.ends === true ? { ends: true } : { readyPort: port }),
  });

const LOGS = ['error.log', 'access.log', 'app.log'] as const;

/** nginx before the Node shop: what nginx says is the symptom, and the shop's own log has the cause. */
export const LAYER_CASES: readonly CaseSpec[] = [
  {
    ...nginxCase(
      {
        name: 'node-heap-behind',
        injected:
          'the application behind nginx reaches its heap limit of 48 MB and dies; nginx sees a closed connection',
        cause: 'resource.memory',
        component: 'self',
        line: null,
        exception: { line: /FATAL ERROR: .*JavaScript heap out of memory/, type: null },
        keep: ['JavaScript heap out of memory'],
      },
      {
        act: () => Promise.resolve(),
      },
    ),
    logs: LOGS,
    run: behind(async (bench, url) => {
      await bench.fail(`${url}/reports/year`);
    }),
  },
  {
    ...nginxCase(
      {
        name: 'node-postgres-behind',
        injected: 'the application behind nginx answers 500, for nothing listens at its database',
        cause: 'datastore.unreachable',
        component: 'postgres 127.22.0.5:5432',
        line: null,
        exception: {
          line: /Error: connect ECONNREFUSED 127\.22\.0\.5:5432/,
          before: /^\d{4}-\d\d-\d\dT\S+Z /,
          type: 'Error',
        },
        frame: {
          file: '/srv/shop/nginx/src/orders.js',
          function: 'listOrders',
          code: 'SELECT id, total FROM orders ORDER BY',
          source: '../../node-domain/app/orders.js',
        },
        keep: ['ECONNREFUSED 127.22.0.5:5432'],
      },
      { act: () => Promise.resolve() },
    ),
    logs: LOGS,
    run: behind(async (bench, url) => {
      await bench.fail(`${url}/orders`);
      await bench.send(`${url}/health`);
    }),
  },
  {
    ...nginxCase(
      {
        name: 'node-syntax-behind',
        injected:
          'the new release of the application behind nginx has a syntax error and does not start; nginx finds nobody',
        cause: 'code.syntax',
        component: 'file /srv/shop/nginx/src/cart.js',
        line: null,
        exception: { line: /^SyntaxError: /, before: /^$/, type: 'SyntaxError' },
        keep: ['SyntaxError: '],
      },
      { act: () => Promise.resolve() },
    ),
    logs: LOGS,
    run: behind(async (bench, url, app) => {
      bench.mark();
      await app.stop();
      writeFileSync(join(bench.dir, 'src', 'cart.js'), "'use strict';\nconst items = [1, 2;\n");
      await startApp(bench, app.port, { ends: true });
      await bench.fail(`${url}/health`);
    }),
  },
];

interface AppBehind {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

function behind(act: (bench: Bench, url: string, app: AppBehind) => Promise<void>): CaseSpec['run'] {
  return (bench) => {
    let app: AppBehind | undefined;
    return nginxCase(
      { name: '', injected: '', cause: null, component: null, line: null },
      {
        site: async () => {
          copyShop(bench);
          const port = await bench.port();
          const running = await startApp(bench, port, { nodeOptions: ['--max-old-space-size=48'] });
          app = { port, stop: running.stop };
          return {
            server: `location ~ ^/(health|orders|products|reports) { proxy_pass http://127.0.0.1:${port}; }`,
          };
        },
        act: async (_, { url }) => {
          if (app === undefined) throw new Error('the application was not started');
          await bench.healthy([`${url}/health`, `${url}/products/1`], 12);
          await act(bench, url, app);
          await bench.pause(200);
        },
      },
    ).run(bench);
  };
}
