import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { MetricDatum } from '../../core/metrics/metric.ts';
import type { Monitored } from '../../core/monitor.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import { demoConfig } from '../../demo/demo-config.ts';
import { FAULTS, type FaultName } from '../../demo/faults.ts';
import { startTarget, type Target } from '../../demo/start-target.ts';
import type { LocalStore } from '../../local/sqlite/local-store.ts';
import { systemClock } from '../../system/clock.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../load-config.ts';
import { startWatch, type Watcher } from '../watch.ts';

/** What the demo shows of itself while it plays. */
export interface Audience {
  scene(text: string): void;
  probed(monitored: Monitored): void;
  notified(text: string): void;
}

/** One line of what happened, in order. */
export interface TimelineEntry {
  readonly at: string;
  readonly event: 'scene' | 'probe' | 'incident' | 'step' | 'notification';
  readonly text: string;
}

/** A scenario played to its end. */
export interface Played {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis | null;
  readonly metrics: readonly MetricDatum[];
  readonly timeline: readonly TimelineEntry[];
}

/** The shop and the watch over it, as long as the demo lasts. */
export interface Stage extends AsyncDisposable {
  readonly target: Target;
  readonly store: LocalStore;
  /** The page that shows it all. */
  readonly pageUrl: string;
  readonly timeline: TimelineEntry[];
  /** Resolves once the condition holds; it is asked again whenever something happened. */
  until(what: string, holds: () => boolean): Promise<void>;
  say(text: string): void;
}

/** The check that the faults hit. */
const CHECK = 'shop-orders';

/** A scene that takes longer has gone wrong, and says which. */
const SCENE_MS: Milliseconds = 60_000;

/** What happened, and those who wait for something to happen. */
interface Log {
  readonly timeline: TimelineEntry[];
  readonly waiting: Set<() => void>;
}

const happened = ({ timeline, waiting }: Log, event: TimelineEntry['event'], text: string): void => {
  timeline.push({ at: new Date(systemClock.now()).toISOString(), event, text });
  for (const look of waiting) look();
};

/** Starts the shop with a fresh state in `folder`, and watches it. */
export const openStage = async (io: Io, folder: string, audience: Audience): Promise<Stage> => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const target = await startTarget({ folder });
  const path = join(folder, 'whydown.yaml');
  writeFileSync(path, demoConfig(target.url, target.logPath));
  const log: Log = { timeline: [], waiting: new Set() };
  const watcher = watcherOf(audience, log);
  const watch = await startWatch(await loadConfig(io, path), { io, folder, watcher, pagePort: 0 });
  return {
    target,
    store: watch.store,
    pageUrl: watch.pageUrl ?? '',
    timeline: log.timeline,
    until: (what, holds) => until(what, holds, log.waiting),
    say: (text) => {
      audience.scene(text);
      happened(log, 'scene', text);
    },
    [Symbol.asyncDispose]: async () => {
      await watch[Symbol.asyncDispose]();
      await target.stop();
    },
  };
};

const watcherOf = (audience: Audience, log: Log): Watcher => ({
  probed: (monitored) => {
    audience.probed(monitored);
    for (const { event, text } of entriesOf(monitored)) happened(log, event, text);
  },
  worked: ({ due, outcome }) => happened(log, 'step', `${due.step.id} ${outcome}`),
  notified: (text) => {
    audience.notified(text);
    happened(log, 'notification', text);
  },
});

const until = (what: string, holds: () => boolean, waiting: Set<() => void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      waiting.delete(look);
    };
    const look = (): void => {
      if (!holds()) return;
      finish();
      resolve();
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`waited ${SCENE_MS / 1000} s in vain for ${what}`));
    }, SCENE_MS);
    waiting.add(look);
    look();
  });

const entriesOf = (monitored: Monitored): readonly Omit<TimelineEntry, 'at'>[] => [
  ...monitored.results.map(({ checkName, verdict, attempts }) => ({
    event: 'probe' as const,
    text: `${checkName} ${verdict}: ${attempts
      .map(({ backoffMs, failure, observation }) => {
        const wait = backoffMs > 0 ? `backoff ${Math.round(backoffMs)} ms, ` : '';
        return `${wait}${failure?.message ?? observation.status ?? 'passed'} (${observation.id.requestId})`;
      })
      .join('; ')}`,
  })),
  ...(monitored.change?.incident
    ? [{ event: 'incident' as const, text: `${monitored.check.name} ${monitored.change.incident.kind}` }]
    : []),
];

/** Plays one fault: healthy, fault on, incident, diagnosis, fault off, resolved. */
export const playFault = async (
  stage: Stage,
  fault: FaultName,
  lingerMs: Milliseconds = 0,
): Promise<Played> => {
  const began = systemClock.now();
  const from = stage.timeline.length;
  const has = (event: TimelineEntry['event'], pattern: RegExp): boolean =>
    stage.timeline.slice(from).some((entry) => entry.event === event && pattern.test(entry.text));
  stage.say(`the shop is healthy; ${CHECK} and shop-health are probed every 3 s`);
  await stage.until('two clean probes', () => cleanProbes(stage.timeline.slice(from)) >= 2);
  await stage.target.setFault(fault, true);
  stage.say(`fault ${fault}: ${FAULTS[fault]}`);
  await stage.until('the incident', () => has('incident', /(?:re)?opened$/));
  await stage.until('the diagnosis', () => has('step', /^diagnose:\S+ done$/));
  await stage.until('the notification', () => has('step', /^notify:(?:re)?opened\S* done$/));
  await systemClock.sleep(lingerMs);
  await stage.target.setFault(fault, false);
  stage.say(`fault ${fault} is off: the shop recovers`);
  await stage.until('the resolution', () => has('incident', /resolved$/));
  await stage.until('the last notification', () => has('step', /^notify:resolved\S* done$/));
  return record(stage, began);
};

const cleanProbes = (entries: readonly TimelineEntry[]): number =>
  entries.filter(({ event, text }) => event === 'probe' && text.startsWith(`${CHECK} up`)).length;

const record = async ({ store, timeline }: Stage, from: EpochMs): Promise<Played> => {
  const [incident] = await store.state.incidents({ limit: 1 });
  if (!incident) throw new Error('the incident that was opened is not in the store');
  const dimensions = { CheckName: CHECK };
  const metrics = await store.metrics.read({ from, to: systemClock.now() + 1, dimensions });
  return { incident, diagnosis: incident.diagnosis ?? null, metrics, timeline };
};
