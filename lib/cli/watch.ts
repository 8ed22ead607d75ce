import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { LOG_FORMATS } from '../catalog.ts';
import type { Config } from '../core/config/config.ts';
import type { Worked } from '../core/incident/work.ts';
import type { Monitored } from '../core/monitor.ts';
import { httpSender } from '../net/sender.ts';
import { localComponentResolver } from '../local/component-resolver.ts';
import { startEngine } from '../local/engine.ts';
import { secretSource } from '../local/secret-source.ts';
import { openLocalStore, type LocalStore } from '../local/sqlite/local-store.ts';
import { systemClock } from '../system/clock.ts';
import { systemRandomness } from '../system/randomness.ts';
import { enginePorts } from './engine-ports.ts';
import type { Io } from './io.ts';

/** What somebody who looks on is told. */
export interface Watcher {
  probed?(monitored: Monitored): void;
  worked?(worked: Worked): void | Promise<void>;
  /** What the terminal notifier says. */
  notified(text: string): void;
}

/** A watch that is under way. */
export interface Watch extends AsyncDisposable {
  readonly store: LocalStore;
}

/** Opens the state below `folder`, watches everything in the config, and closes both when it is disposed of. */
export const startWatch = async (
  config: Config,
  { io, folder, watcher }: { readonly io: Io; readonly folder: string; readonly watcher: Watcher },
): Promise<Watch> => {
  mkdirSync(folder, { recursive: true });
  const store = openLocalStore(join(folder, 'whydown.db'));
  const stopping = new AbortController();
  const http = httpSender(systemClock, systemRandomness);
  const resolver = localComponentResolver(io.cwd(), { formats: LOG_FORMATS, clock: systemClock });
  const world = {
    clock: systemClock,
    randomness: systemRandomness,
    secrets: secretSource(io.env, io.cwd()),
    resolver,
    sender: {
      send: async (request: Parameters<typeof http.send>[0], signal: AbortSignal) => {
        if (request.transport !== 'terminal') return http.send(request, signal);
        watcher.notified(request.text);
      },
    },
    signal: stopping.signal,
  };
  const engine = startEngine(config.checks, await enginePorts(config, store, world), {
    probed: (monitored) => watcher.probed?.(monitored),
    worked: (worked) => watcher.worked?.(worked),
    failed: (what, error) => void io.stderr.write(`${what} failed: ${messageOf(error)}\n`),
  });
  store.prune(systemClock.now());
  const pruning = setInterval(() => store.prune(systemClock.now()), 3_600_000);
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      clearInterval(pruning);
      stopping.abort();
      await engine.stop();
      store.close();
    },
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
