import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { LOG_FORMATS } from '../catalog.ts';
import type { Config } from '../core/config/config.ts';
import type { Worked } from '../core/incident/work.ts';
import type { Sender } from '../core/ports.ts';
import type { Monitored } from '../core/monitor.ts';
import { httpSender } from '../net/sender.ts';
import { localComponentResolver } from '../local/component-resolver.ts';
import { Engine } from '../local/engine.ts';
import { secretSource } from '../local/secret-source.ts';
import { openLocalStore, type LocalStore } from '../local/sqlite/local-store.ts';
import { startWebPage, type WebPage } from '../local/web/server.ts';
import { systemClock } from '../system/clock.ts';
import { systemRandomness } from '../system/randomness.ts';
import { enginePorts } from './engine-ports.ts';
import { UsageError, type Io } from './io.ts';

/** What somebody who looks on is told. */
export interface Watcher {
  probed?(monitored: Monitored): void;
  worked?(worked: Worked): void | Promise<void>;
  /** What the terminal notifier says. */
  notified(text: string): void;
}

/** How a watch is started. */
export interface WatchOptions {
  readonly io: Io;
  /** Where the state is kept. */
  readonly folder: string;
  readonly watcher: Watcher;
  /** The port of the page; no page without it. */
  readonly pagePort?: number;
}

/** A watch that is under way; it ends when it is disposed of. */
export interface Watch extends AsyncDisposable {
  readonly store: LocalStore;
  readonly pageUrl?: string;
}

/** Opens the state, then the page, then watches everything in the config; where one fails, nothing is left running. */
export const startWatch = async (config: Config, options: WatchOptions): Promise<Watch> => {
  await using ends = new AsyncDisposableStack();
  mkdirSync(options.folder, { recursive: true });
  const leftOut = (message: string): void => void options.io.stderr.write(`${message}\n`);
  const store = ends.use(openLocalStore(join(options.folder, 'whydown.db'), { leftOut }));
  const page = ends.use(await openPage(config, store, options));
  store.prune(systemClock.now());
  const pruning = setInterval(() => store.prune(systemClock.now()), PRUNE_EVERY_MS);
  ends.defer(() => clearInterval(pruning));
  await startEngine(config, store, options, ends);
  const running = ends.move();
  return {
    store,
    ...(page && { pageUrl: page.url }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

const PRUNE_EVERY_MS = 3_600_000;

const openPage = async (
  { checks }: Config,
  store: LocalStore,
  { io, pagePort: port }: WatchOptions,
): Promise<WebPage | undefined> => {
  const beating = checks.filter(({ type }) => type === 'heartbeat');
  if (port === undefined && beating.length > 0)
    throw new UsageError(
      `check ${beating[0]?.name} waits for heartbeats, which come to the page's port; leave --no-page out`,
    );
  if (port === undefined) return undefined;
  const heartbeats = { checks, beats: store.beats, clock: systemClock, secrets: secretSource(io.cwd()) };
  try {
    return await startWebPage({ checks, store, clock: systemClock, port, heartbeats });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} is taken; choose another with --page <port>, or --no-page`);
  }
};

const startEngine = async (
  config: Config,
  store: LocalStore,
  { io, watcher }: WatchOptions,
  ends: AsyncDisposableStack,
): Promise<void> => {
  const stopping = new AbortController();
  const resolver = localComponentResolver(io.cwd(), { formats: LOG_FORMATS, clock: systemClock });
  const components = config.checks.flatMap((check) => check.components);
  const growth = setInterval(() => void resolver.watch(components), GROWTH_EVERY_MS);
  ends.defer(() => clearInterval(growth));
  const world = {
    clock: systemClock,
    randomness: systemRandomness,
    secrets: secretSource(io.cwd()),
    resolver,
    sender: senderTo(watcher, ends.use(httpSender(systemClock, systemRandomness))),
    signal: stopping.signal,
  };
  const engine = new Engine(config.checks, await enginePorts(config, store, world), {
    probed: (monitored) => watcher.probed?.(monitored),
    worked: (worked) => watcher.worked?.(worked),
    failed: (what, error) => void io.stderr.write(`${what} failed: ${messageOf(error)}\n`),
  });
  ends.defer(async () => {
    stopping.abort();
    await engine.stop();
  });
};

/** Often enough to say in which second a line without a time was written. */
const GROWTH_EVERY_MS = 1_000;

const senderTo = (watcher: Watcher, http: Sender): Sender => ({
  send: async (request, signal) => {
    if (request.transport === 'terminal') watcher.notified(request.text);
    else await http.send(request, signal);
  },
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
