import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloud } from '../../backing/cloud.ts';
import { mariadb } from '../../backing/mariadb.ts';
import { APP_USER } from '../../backing/machine.ts';
import { postgres } from '../../backing/postgres.ts';
import { redis } from '../../backing/redis.ts';
import { web } from '../../backing/web.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { SHOP_URL } from './datastore-faults.ts';
import type { NodeFault } from './node-fault.ts';
import { SHOP_ENV } from './shop-env.ts';

const DOMAIN = join(import.meta.dirname, 'app');

/** How a framework writes an error down. */
export interface ErrorStyle {
  /**
   * `inspect`: as `console.error(error)` prints it, causes and properties included;
   * `stack`: the stack alone; `json`: one line of JSON.
   */
  readonly form: 'inspect' | 'stack' | 'json';
  /** Begins every record that this framework's log may hold, so that it ends the exception before it. */
  readonly recordStart: RegExp;
  /** What a line of JSON with an error has in common. */
  readonly jsonError?: RegExp;
  /** Names that its JSON gives to a type where the stack gives another: the constructor's instead of the error's own. */
  readonly typeNames?: Readonly<Record<string, string>>;
}

export interface ShopApp {
  readonly stack: string;
  readonly node: string;
  readonly script: string;
  readonly style: ErrorStyle;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** Limits set by `prlimit` before the program starts. */
  readonly limits?: readonly string[];
}

const HEALTHY = ['/health', '/products/1', '/products/2'];

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Starts every backing server that the shop may ask. */
export const startBacking = async (): Promise<void> => {
  await Promise.all([postgres(), mariadb(), redis(), web(), cloud()]);
};

/** Copies the shop's sources beside the framework's and starts it; answers its base URL. */
export const startShop = async (
  bench: Bench,
  app: ShopApp,
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  await startBacking();
  cpSync(DOMAIN, join(bench.dir, 'src'), { recursive: true });
  mkdirSync(join(bench.dir, 'data'), { recursive: true, mode: 0o755 });
  const port = await bench.port();
  const limits = app.limits === undefined ? [] : ['prlimit', ...app.limits];
  const [program, ...args] = [...limits, app.node, ...(app.nodeOptions ?? []), app.script];
  await bench.start({
    command: [program ?? app.node, ...args],
    user: APP_USER,
    env: { ...SHOP_ENV, DATA_DIR: join(bench.dir, 'data'), ...app.env, ...env, PORT: String(port) },
    out: 'app.log',
    readyPort: port,
  });
  const url = `http://127.0.0.1:${port}`;
  SHOP_URL.set(bench, url);
  return url;
};

export const sendHealthy = (bench: Bench, url: string, count = 12): Promise<void> =>
  bench.healthy(
    HEALTHY.map((path) => `${url}${path}`),
    count,
  );

/** Body of every POST: enough for each route. */
export const POST_OPTIONS = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'ada@customers.example', amount: 8900, currency: 'eur', source: 'tok_visa' }),
} as const;

const headerOf = (error: { readonly type: string; readonly message: string }): string =>
  `${escape(error.type)}\\b.*${escape(error.message)}`;

const exceptionOf = (fault: NodeFault, style: ErrorStyle): NonNullable<CaseSpec['exception']> => {
  const shown = style.form === 'stack' ? (fault.outer ?? fault) : fault;
  const cause = style.form === 'inspect' && fault.outer !== undefined ? String.raw`\[cause\]: .*` : '';
  if (style.form === 'json') {
    return {
      line: new RegExp(
        `${style.jsonError?.source ?? ''}.*${escape(JSON.stringify((fault.outer ?? fault).message).slice(1, -1))}`,
      ),
      type: style.typeNames?.[fault.type] ?? fault.type,
    };
  }
  return {
    line: new RegExp(`${cause}${headerOf(shown)}`),
    ...(fault.outer === undefined || style.form === 'stack'
      ? {}
      : { from: new RegExp(headerOf(fault.outer)) }),
    before: style.recordStart,
    type: shown.type,
  };
};

/** Replaces `{dir}` by the folder that the application runs in. */
const placed = (fault: NodeFault, stack: string): NodeFault => {
  const dir = `/srv/shop/${stack}`;
  return JSON.parse(JSON.stringify(fault).replaceAll('{dir}', dir)) as NodeFault;
};

/** A case of one shared fault in one framework. `more` overrides what this framework shows differently. */
export const shopCase = (app: ShopApp, shared: NodeFault, more: Partial<CaseSpec> = {}): CaseSpec => {
  const fault = placed(shared, app.stack);
  const [method, path] = fault.request;
  const spec: CaseSpec = {
    name: fault.name,
    kind: fault.kind ?? 'fault',
    injected: fault.injected,
    cause: fault.cause,
    ...(fault.alsoAccepted === undefined ? {} : { alsoAccepted: fault.alsoAccepted }),
    component: fault.component,
    logs: ['app.log'],
    exception: exceptionOf(fault, app.style),
    ...(fault.frame === undefined ? {} : { frame: frameOf(fault.frame, app) }),
    ...(fault.secrets === undefined ? {} : { secrets: fault.secrets }),
    ...(fault.keep === undefined ? {} : { keep: fault.keep }),
    run: async (bench) => {
      const url = await startShop(
        bench,
        { ...app, ...(fault.limits === undefined ? {} : { limits: fault.limits }) },
        fault.env,
      );
      await sendHealthy(bench, url);
      await shared.prepare?.(bench);
      await bench.fail(`${url}${path}`, method === 'POST' ? POST_OPTIONS : {});
      await bench.pause(60);
      await bench.send(`${url}/health`);
    },
  };
  return { ...spec, ...more };
};

const frameOf = ([file, name, code]: NonNullable<NodeFault['frame']>, app: ShopApp) => ({
  file: `/srv/shop/${app.stack}/src/${file}`,
  function: name,
  code,
  source: `../../node-domain/app/${file}`,
});

/** The fault of that name; throws when there is none. */
export const faultOf = (faults: readonly NodeFault[], name: string): NodeFault => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found;
};
