import type { Check } from '../core/check.ts';
import { sweep, workStep, type Worked, type WorkPorts } from '../core/incident/work.ts';
import { monitorCheck, type Monitored, type MonitorPorts } from '../core/monitor.ts';
import type { DueStep, MetricSink, ResultSink, StepQueue } from '../core/ports.ts';
import { hashOf } from '../core/config/plan.ts';
import { nextTick } from '../core/schedule.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';

/** What the engine tells whoever shows it. */
export interface EngineListener {
  probed(monitored: Monitored): void;
  worked(worked: Worked): void | Promise<void>;
  /** A fault of ours: it is said, and the engine goes on. */
  failed(what: string, error: unknown): void;
}

/** What the engine runs on. */
export interface EnginePorts {
  readonly monitor: Omit<MonitorPorts, 'queue'>;
  readonly work: WorkPorts;
  readonly metrics: MetricSink;
  readonly results: ResultSink;
}

/** A running engine; `stop` lets what is under way end, and starts nothing new. */
export interface Engine {
  stop(): Promise<void>;
}

/** Between two looks for steps that nobody was woken for: after a restart, after a failed try. */
const SWEEP_EVERY_MS: Milliseconds = 1_000;

const STEPS_PER_SWEEP = 50;

/** The first probes of a start are spread over this time, so that a newcomer sees them at once and timings stay true. */
const START_SPREAD_MS: Milliseconds = 500;

/** Watches the checks until it is stopped: probes on schedule, judges, and works off what incidents owe. */
export const startEngine = (
  checks: readonly Check[],
  ports: EnginePorts,
  listener: EngineListener,
): Engine => {
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const later = (ms: Milliseconds, what: string, run: () => Promise<void>): void => {
    if (stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const done = run()
        .catch((error: unknown) => listener.failed(what, error))
        .finally(() => running.delete(done));
      running.add(done);
    }, ms);
    timers.add(timer);
  };

  const work = async (due: DueStep): Promise<void> => {
    const outcome = await workStep(due, ports.work, stopping.signal);
    if (outcome !== 'taken') await listener.worked({ due, outcome });
  };

  const queue: StepQueue = {
    wake: async (due, delayMs) => later(delayMs, `step ${due.step.id} of ${due.incidentId}`, () => work(due)),
  };

  const probe = async (check: Check, tick: EpochMs): Promise<void> => {
    // Half an interval on: the first probe of a start is not on the plan, and may lie just before its next moment.
    const after = Math.max(tick + check.intervalMs / 2, ports.monitor.clock.now());
    const next = nextTick(hashOf(check.name), check.intervalMs, after);
    later(next - ports.monitor.clock.now(), `check ${check.name}`, () => probe(check, next));
    const known = await ports.monitor.store.state(check.name);
    const monitored = await monitorCheck(check, tick, known, { ...ports.monitor, queue });
    listener.probed(monitored);
    await Promise.all([ports.metrics.put(monitored.metrics), ports.results.record(monitored.results)]);
  };

  const sweepOn = async (): Promise<void> => {
    later(SWEEP_EVERY_MS, 'sweep', sweepOn);
    for (const worked of await sweep(ports.work, STEPS_PER_SWEEP, stopping.signal))
      await listener.worked(worked);
  };

  const now = ports.monitor.clock.now();
  for (const check of checks) {
    later(hashOf(check.name) * START_SPREAD_MS, `check ${check.name}`, () => probe(check, now));
  }
  later(0, 'sweep', sweepOn);

  return {
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await Promise.allSettled(running);
    },
  };
};
