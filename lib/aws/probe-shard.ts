import type { Check } from '../core/check.ts';
import { isDueAt, type ShardTick } from '../core/dispatch.ts';
import type { CheckState } from '../core/incident/incident.ts';
import { createRedactor } from '../core/logs/redact.ts';
import type { MetricDatum } from '../core/metrics/metric.ts';
import { monitorCheck, type MonitorPorts } from '../core/monitor.ts';
import type { MetricSink, ResultSink } from '../core/ports.ts';
import type { Prober } from '../core/probe/contract.ts';
import { failingAttempts } from '../core/probe/failing-attempt.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import type { EpochMs } from '../core/time.ts';
import { logError } from './function-log.ts';
import type { ProbeHere } from './home-prober.ts';
import { inParallel } from './in-parallel.ts';
import type { AskLocation } from './location-probers.ts';
import type { PlanFolder } from './plan-folder.ts';

/** What probing a shard needs of the world. */
export interface ShardPorts {
  readonly plan: Pick<PlanFolder, 'checksIn'>;
  readonly monitor: Omit<MonitorPorts, 'probe' | 'failingOf'>;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly probeHere: ProbeHere;
  readonly askLocation: AskLocation;
  readonly metrics: MetricSink;
  readonly results: ResultSink;
}

/** Below the 1,024 file descriptors of a function's environment, with room for its own connections. */
const AT_ONCE = 200;

const HOME = 'home';

/** Probes the checks of a shard that are due, judges each, and records what was seen. One check's trouble is its own. */
export const probeShard = async (
  shardTick: ShardTick,
  ports: ShardPorts,
  signal: AbortSignal,
): Promise<void> => {
  const { clock, store } = ports.monitor;
  const checks = await ports.plan.checksIn(shardTick.range);
  const due = checks.filter((check) => isDueAt(shardTick, check.intervalMs));
  const lateness = clock.now() - shardTick.tick;
  const inTime = due.filter((check) => lateness <= check.intervalMs / 2);
  const known = inTime.length === 0 ? [] : await store.unhealthy(shardTick.range);
  const states = new Map(known.map((state) => [state.checkName, state]));
  const judging = {
    ...ports.monitor,
    probe: probeFrom(shardTick.tick, inTime, { states, ports, signal }),
    failingOf: await failingOf(inTime, ports),
  };
  const metrics: MetricDatum[] = missedBy(
    due.filter((check) => !inTime.includes(check)),
    clock.now(),
  );
  const results: ProbeResult[] = [];
  await inParallel(inTime, AT_ONCE, async (check) => {
    try {
      const monitored = await monitorCheck(check, shardTick.tick, states.get(check.name), judging);
      metrics.push(...monitored.metrics);
      results.push(...monitored.results);
    } catch (error) {
      logError(`check ${check.name} was probed, but could not be judged`, error);
      metrics.push(...missedBy([check], clock.now()));
    }
  });
  await Promise.all([ports.metrics.put(metrics), ports.results.record(results)]);
};

/** A prober describes its targets for people, without their secrets. */
const failingOf = async (
  checks: readonly Check[],
  { loadProber }: ShardPorts,
): Promise<MonitorPorts['failingOf']> => {
  const types = [...new Set(checks.map(({ type }) => type))];
  const probers = new Map(
    await Promise.all(types.map(async (type) => [type, await loadProber(type)] as const)),
  );
  return (check, result) =>
    failingAttempts(result, {
      target: probers.get(check.type)?.describe(check.target) ?? check.name,
      redact: createRedactor(),
    });
};

/** From home by ourselves, from elsewhere out of one answer per location. */
const probeFrom = (
  tick: EpochMs,
  checks: readonly Check[],
  {
    states,
    ports,
    signal,
  }: {
    readonly states: ReadonlyMap<string, CheckState>;
    readonly ports: ShardPorts;
    readonly signal: AbortSignal;
  },
): MonitorPorts['probe'] => {
  const locations = new Set(checks.flatMap((check) => check.locations));
  locations.delete(HOME);
  const answers = new Map(
    [...locations].map((location) => {
      const runs = checks
        .filter((check) => check.locations.includes(location))
        .map((check) => ({ check, alreadyDown: states.get(check.name)?.severity === 'down' }));
      return [location, ports.askLocation({ location, tick, runs })];
    }),
  );
  return async (check, run) =>
    run.location === HOME
      ? ports.probeHere(check, run, signal)
      : (await answers.get(run.location))?.get(check.name);
};

/** How many probes were not made, per location. */
const missedBy = (checks: readonly Check[], timestamp: EpochMs): MetricDatum[] => {
  const locations = Map.groupBy(
    checks.flatMap((check) => check.locations),
    (location) => location,
  );
  return [...locations].map(([location, missed]) => ({
    name: 'MissedProbes',
    unit: 'Count',
    timestamp,
    dimensions: { Location: location },
    values: [1],
    counts: [missed.length],
  }));
};
