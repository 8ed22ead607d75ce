import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';
import { APP_USER, prepareMachine } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { DATABASE_URL, REDIS_URL } from '../node-domain/shop-env.ts';
import { startBacking } from '../node-domain/shop-cases.ts';

/** Where the shop is built: stack traces print these paths. */
const BUILD = '/srv/build/shop';
const PROGRAM = '/srv/shop-backing/go/shop';
const ORDERS_GO = `${BUILD}/internal/shop/orders.go`;

/** Builds the Go shop in a neutral folder. */
export const buildGoShop = async (cacheDir: string): Promise<void> => {
  await prepareMachine();
  mkdirSync(BUILD, { recursive: true });
  cpSync(join(import.meta.dirname, 'app'), BUILD, { recursive: true });
  const env = {
    ...process.env,
    GOPATH: join(cacheDir, 'go', 'path'),
    GOCACHE: join(cacheDir, 'go', 'cache'),
  };
  await sh('go', ['build', '-o', PROGRAM, './cmd/shop'], { cwd: BUILD, env, maxBuffer: 1 << 26 });
};

/** Ways of the Go shop to write its log, and what begins a record of each. */
export const GO_STYLES = {
  log: { style: 'log', record: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d / },
  slogText: { style: 'slog-text', record: /^time=/ },
  slogJson: { style: 'slog-json', record: /^\{"time":/ },
  zap: { style: 'zap', record: /^\{"level":/ },
  zapConsole: { style: 'zap-console', record: /^\d{4}-\d\d-\d\dT/ },
} as const;

export interface GoFault {
  readonly name: string;
  readonly path: string;
  readonly injected: string;
  readonly cause: CaseSpec['cause'];
  readonly also?: CaseSpec['alsoAccepted'];
  readonly kind?: CaseSpec['kind'];
  readonly component: string | null;
  /** A piece of the error's text; Go prints no type for an error value. */
  readonly message: string;
  readonly keep: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: readonly string[];
  readonly prepare?: (bench: Bench) => Promise<void> | void;
}

export const startGo = async (
  bench: Bench,
  style: keyof typeof GO_STYLES,
  options: Pick<GoFault, 'env' | 'limits'> = {},
): Promise<string> => {
  await startBacking();
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
  const port = await bench.port();
  const [program, ...args] = [
    ...(options.limits === undefined ? [] : ['prlimit', ...options.limits]),
    PROGRAM,
  ];
  await bench.start({
    command: [program ?? PROGRAM, ...args],
    user: APP_USER,
    env: {
      DATABASE_URL: `${DATABASE_URL}?sslmode=disable`,
      CATALOG_DSN: `shop:${PASSWORDS.mariadb}@tcp(${ADDRESSES.mariadb}:3306)/shop`,
      REDIS_URL,
      PAYMENTS_URL: 'http://api.mail.example',
      DATA_DIR: join(bench.dir, 'data'),
      LOG_STYLE: GO_STYLES[style].style,
      PORT: String(port),
      ...options.env,
    },
    out: 'app.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

export const healthyGo = (bench: Bench, url: string, count = 12): Promise<void> =>
  bench.healthy([`${url}/health`, `${url}/products/1`], count);

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const inStyle = (message: string, style: keyof typeof GO_STYLES): string =>
  style === 'log' ? message : JSON.stringify(message).slice(1, -1);

const runFault =
  (fault: GoFault, style: keyof typeof GO_STYLES) =>
  async (bench: Bench): Promise<void> => {
    const url = await startGo(bench, style, fault);
    await healthyGo(bench, url);
    await fault.prepare?.(bench);
    await bench.fail(`${url}${fault.path}`);
    await bench.pause(200);
  };

/** An error value that a handler returned: one line, outermost first, its cause last. */
export const goErrorCase = (
  fault: GoFault,
  style: keyof typeof GO_STYLES,
  more: Partial<CaseSpec> = {},
): CaseSpec => ({
  name: style === 'log' ? fault.name : `${GO_STYLES[style].style}-${fault.name}`,
  kind: fault.kind ?? 'fault',
  injected: fault.injected,
  cause: fault.cause,
  ...(fault.also === undefined ? {} : { alsoAccepted: fault.also }),
  component: fault.component,
  logs: ['app.log'],
  exception: {
    line: new RegExp(escape(inStyle(fault.message, style))),
    ...(style === 'zapConsole' ? { before: GO_STYLES[style].record } : {}),
    type: null,
  },
  keep: fault.keep,
  run: runFault(fault, style),
  ...more,
});

export interface GoPanic extends Omit<GoFault, 'keep'> {
  readonly keep: readonly string[];
  readonly frame?: readonly [name: string, code: string];
  readonly header: RegExp;
}

/** A panic with its goroutines. */
export const goPanicCase = (
  panic: GoPanic,
  style: keyof typeof GO_STYLES = 'log',
  more: Partial<CaseSpec> = {},
): CaseSpec => ({
  ...goErrorCase(panic, style),
  exception: { line: panic.header, before: GO_STYLES[style].record, type: null },
  ...(panic.frame === undefined
    ? {}
    : {
        frame: {
          file: ORDERS_GO,
          function: `example.com/shop/internal/shop.${panic.frame[0]}`,
          code: panic.frame[1],
          source: 'internal/shop/orders.go',
        },
      }),
  ...more,
});

/** Puts a file into the data folder that only root may read. */
export const closedInvoice = (bench: Bench): void => {
  const dir = join(bench.dir, 'data', 'invoices');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, '42.pdf'), 'for root alone');
  chmodSync(join(dir, '42.pdf'), 0o600);
};

/** Mounts a file system of 64 KiB at the export folder. */
export const tinyDisk = async (bench: Bench): Promise<void> => {
  const dir = join(bench.dir, 'data', 'exports');
  mkdirSync(dir, { recursive: true });
  await sh('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', dir]);
  bench.defer(() => sh('umount', [dir]));
};
