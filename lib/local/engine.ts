import type { Check } from '../core/check.ts';
import { retireChecks } from '../core/incident/retire.ts';
import { sweep, workStep, type Worked } from '../core/incident/work.ts';
import type { WorkPorts } from '../core/incident/work-ports.ts';
import { monitorCheck, type Monitored, type MonitorPorts } from '../core/monitor.ts';
import type { DueStep, MetricSink, ResultSink, StepQueue } from '../core/ports.ts';
import { hashOf } from '../core/config/plan.ts';
import { PING_EVERY_MS } from '../core/dead-man.ts';
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
  /** Tells who waits for it that the watch goes on. */
  readonly ping?: () => Promise<void>;
}

/** Between two looks for steps that nobody was woken for: after a restart, after a failed try. */
const SWEEP_EVERY_MS: Milliseconds = 1_000;

const STEPS_PER_SWEEP = 50;

/** The first probes of a start are spread over this time, so that a newcomer sees them at once and timings stay true. */
const START_SPREAD_MS: Milliseconds = 500;

const PING = 'the sign of life to deadMan';

/** Watches checks until it is stopped: probes on schedule, judges, and works off what incidents owe. */
export class Engine {
  private readonly ports: EnginePorts;
  private readonly listener: EngineListener;
  private readonly stopping = new AbortController();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private readonly queue: StepQueue = {
    wake: async (due, delayMs) =>
      this.later(delayMs, `step ${due.step.id} of ${due.incidentId}`, () => this.work(due)),
  };

  constructor(checks: readonly Check[], ports: EnginePorts, listener: EngineListener) {
    this.ports = ports;
    this.listener = listener;
    const now = ports.monitor.clock.now();
    for (const check of checks) {
      this.later(hashOf(check.name) * START_SPREAD_MS, `check ${check.name}`, () => this.probe(check, now));
    }
    this.later(0, 'checks that left the config', () => this.retire(checks));
    this.later(0, 'sweep', () => this.sweep());
    if (ports.ping) this.later(0, PING, () => this.ping(ports.ping));
  }

  /** Starts nothing new, and lets what is under way end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.allSettled(this.running);
  }

  private later(ms: Milliseconds, what: string, run: () => Promise<void>): void {
    if (this.stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const done = run()
        .catch((error: unknown) => this.listener.failed(what, error))
        .finally(() => this.running.delete(done));
      this.running.add(done);
    }, ms);
    this.timers.add(timer);
  }

  private async retire(checks: readonly Check[]): Promise<void> {
    const { store, clock } = this.ports.monitor;
    const names = new Set(checks.map(({ name }) => name));
    const known = await store.unhealthy({ from: 0, to: 1 });
    await retireChecks(
      known.filter(({ checkName }) => !names.has(checkName)),
      clock.now(),
      store,
    );
  }

  private async probe(check: Check, tick: EpochMs): Promise<void> {
    const { monitor, metrics, results } = this.ports;
    // Half an interval on: the first probe of a start is not on the plan, and may lie just before its next moment.
    const after = Math.max(tick + check.intervalMs / 2, monitor.clock.now());
    const next = nextTick(hashOf(check.name), check.intervalMs, after);
    this.later(next - monitor.clock.now(), `check ${check.name}`, () => this.probe(check, next));
    const known = await monitor.store.state(check.name);
    const monitored = await monitorCheck(check, tick, known, { ...monitor, queue: this.queue });
    this.listener.probed(monitored);
    await Promise.all([metrics.put(monitored.metrics), results.record(monitored.results)]);
  }

  private async ping(once: EnginePorts['ping']): Promise<void> {
    this.later(PING_EVERY_MS, PING, () => this.ping(once));
    await once?.();
  }

  private async work(due: DueStep): Promise<void> {
    const outcome = await workStep(due, this.ports.work, this.stopping.signal);
    if (outcome !== 'taken') await this.listener.worked({ due, outcome });
  }

  private async sweep(): Promise<void> {
    this.later(SWEEP_EVERY_MS, 'sweep', () => this.sweep());
    const worked = await sweep(this.ports.work, STEPS_PER_SWEEP, this.stopping.signal);
    for (const each of worked) await this.listener.worked(each);
  }
}
