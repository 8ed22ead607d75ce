import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startProcess, waitUntil } from './process.ts';
import type { Running, StartOptions } from './process.ts';
import { sendRequest } from './send-request.ts';
import type { Exchange, RequestOptions } from './send-request.ts';

/** What a case works with: a clean folder, ports, processes that are ended for it, and the request that fails. */
export interface Bench {
  /** `/srv/shop/<stack>`: the neutral folder the application runs in, filled from the stack's `app/`. */
  readonly dir: string;
  /** `/srv/shop/<stack>/log`, writable for everybody. */
  readonly logDir: string;
  readonly cacheDir: string;
  /** A loopback port that nobody listens on. */
  readonly port: () => Promise<number>;
  /** Starts a program; `stdout` and `stderr` are names below the log folder. Both go to `out` if only that is given. */
  readonly start: (options: StartOptions & { readonly out?: string }) => Promise<Running>;
  /** Sends requests that must be answered below 400, one after the other. */
  readonly healthy: (urls: string | readonly string[], count?: number) => Promise<void>;
  /** Everything logged from here on belongs to the failure; `fail` sets it unless it was set. */
  readonly mark: () => void;
  /** Sends the failing request and keeps what a prober would know of it. */
  readonly fail: (url: string, options?: RequestOptions) => Promise<Exchange>;
  /** Sends a request of somebody else, whatever it answers. */
  readonly send: (url: string, options?: RequestOptions) => Promise<Exchange>;
  /** Waits until a log file matches, after the mark if there is one. */
  readonly until: (logFile: string, pattern: RegExp, withinMs?: number) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
  /** Runs when the case is over, last one first. */
  readonly defer: (release: () => unknown) => void;
}

/** What is left when a case has run. */
export interface Recorded {
  readonly exchange: Exchange;
  /** Size of each log file when the failure began; files that are missing here began later. */
  readonly markedAt: ReadonlyMap<string, number>;
}

export interface BenchOptions {
  readonly stack: string;
  readonly appDir: string;
  readonly cacheDir: string;
  readonly ports: readonly [number, number];
  readonly logs: readonly string[];
}

export const SHOP_DIR = '/srv/shop';

const prepareFolder = (options: BenchOptions): string => {
  const dir = join(SHOP_DIR, options.stack);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  if (existsSync(options.appDir)) cpSync(options.appDir, dir, { recursive: true });
  mkdirSync(join(dir, 'log'), { mode: 0o777 });
  // A umask may have taken bits away from the mode above.
  chmodSync(join(dir, 'log'), 0o777);
  return dir;
};

/** Ends everything even if one end fails; what is left running would spoil the next case. */
const releaseAll = async (releases: readonly (() => unknown)[]): Promise<void> => {
  for (const release of releases.toReversed()) {
    try {
      await release();
    } catch (error) {
      console.error(`could not release: ${(error as Error).message}`);
    }
  }
};

const NEXT_PORT = new Map<number, number>();

/** Runs one case in a clean folder and ends whatever it started, also when it throws. */
export const runOnBench = async (
  options: BenchOptions,
  run: (bench: Bench) => Promise<void>,
): Promise<Recorded & { readonly logDir: string }> => {
  const dir = prepareFolder(options);
  const logDir = join(dir, 'log');
  const releases: (() => unknown)[] = [];
  let markedAt: Map<string, number> | undefined;
  let exchange: Exchange | undefined;
  const sizeOf = (name: string): number =>
    existsSync(join(logDir, name)) ? statSync(join(logDir, name)).size : 0;
  const mark = (): void => {
    markedAt = new Map(options.logs.map((name) => [name, sizeOf(name)]));
  };
  const bench: Bench = {
    dir,
    logDir,
    cacheDir: options.cacheDir,
    port: async () => {
      const [first, last] = options.ports;
      const from = NEXT_PORT.get(first) ?? first;
      const port = await freePort(options.ports, from > last - 20 ? first : from);
      NEXT_PORT.set(first, port + 1);
      return port;
    },
    start: async ({ out, ...start }) => {
      const stdout = start.stdout ?? out;
      const stderr = start.stderr ?? out;
      const running = await startProcess({
        cwd: dir,
        ...start,
        ...(stdout === undefined ? {} : { stdout: join(logDir, stdout) }),
        ...(stderr === undefined ? {} : { stderr: join(logDir, stderr) }),
      });
      releases.push(running.stop);
      return running;
    },
    healthy: async (urls, count = 12) => {
      const list = typeof urls === 'string' ? [urls] : urls;
      for (let index = 0; index < count; index++) {
        const url = list[index % list.length]!;
        const answer = await sendRequest(url);
        if (answer.status === 0 || answer.status >= 400) {
          throw new Error(
            `healthy request ${url} answered ${answer.status}: ${answer.body.replaceAll(/\s+/g, ' ').slice(0, 160)}`,
          );
        }
      }
    },
    mark,
    fail: async (url, request) => {
      if (markedAt === undefined) mark();
      exchange = await sendRequest(url, request);
      return exchange;
    },
    send: sendRequest,
    until: (name, pattern, withinMs = 10_000) =>
      waitUntil(
        `${String(pattern)} in ${name}`,
        () => {
          const file = join(logDir, name);
          if (!existsSync(file)) return false;
          return pattern.test(
            readFileSync(file)
              .subarray(markedAt?.get(name) ?? 0)
              .toString('utf8'),
          );
        },
        withinMs,
      ),
    pause: (ms) => delay(ms),
    defer: (release) => releases.push(release),
  };
  try {
    await run(bench);
    await delay(60);
  } finally {
    await releaseAll(releases);
  }
  if (exchange === undefined || markedAt === undefined) {
    throw new Error('the case sent no failing request: call bench.fail');
  }
  return { exchange, markedAt, logDir };
};
