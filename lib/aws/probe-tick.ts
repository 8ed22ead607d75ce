import type { Check } from '../core/check.ts';
import type { CheckState } from '../core/incident/incident.ts';
import { BUSY_SHARE } from '../core/cost/model.ts';
import { probeCpuMs } from '../core/cost/probe-cpu.ts';
import { createRedactor } from '../core/logs/redact.ts';
import { fleetMetrics } from '../core/metrics/fleet.ts';
import type { MetricDatum } from '../core/metrics/metric.ts';
import { monitorCheck, type Monitored, type MonitorPorts } from '../core/monitor.ts';
import type { MetricSink, ResultSink } from '../core/ports.ts';
import type { Prober } from '../core/probe/contract.ts';
import { failingAttempts } from '../core/probe/failing-attempt.ts';
import { startPace } from '../core/start-pace.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import { logError } from './function-log.ts';
import type { ProbeHere } from './home-prober.ts';
import { inParallel } from './in-parallel.ts';
import type { AskLocation } from './location-probers.ts';
import { wakingOnce } from './waking-once.ts';

/** What probing the checks of one tick needs of the world. */
export interface TickPorts {
  readonly monitor: Omit<MonitorPorts, 'probe' | 'failingOf' | 'hangsAfterMs'>;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly probeHere: ProbeHere;
  readonly askLocation: AskLocation;
  /** The part of a core that this function has. */
  readonly cpuShare: number;
  readonly metrics: MetricSink;
  /** Whose probes are counted together: those of the level `fleet`, or of all checks where alarms look at the fleet. */
  readonly countedTogether: 'fleet' | 'all';
  readonly results: ResultSink;
}

/** The checks that are due at one moment, and what is known of those that are not plainly healthy. */
export interface DueChecks {
  readonly tick: EpochMs;
  readonly checks: readonly Check[];
  readonly states: ReadonlyMap<string, CheckState>;
}

/** Sockets of one environment: below its 1,024 file descriptors (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), with room for its own connections. */
export const MAX_SOCKETS = 900;

/** A function that waits costs as much as one that works: what takes longer than this is probed in the slow lane. */
const HANGS_AFTER_MS: Milliseconds = 5_000;

const HOME = 'home';

/**
 * Probes checks that are due, judges each, and records what was seen; those that are found too late are counted as missed.
 * One check's trouble is its own. Gives the states as they are now.
 */
export const probeTick = async (
  { tick, checks, states }: DueChecks,
  ports: TickPorts,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CheckState | undefined>> => {
  const { clock } = ports.monitor;
  const lateness = clock.now() - tick;
  const inTime = checks.filter((check) => lateness <= check.intervalMs / 2);
  const tooLate = checks.filter((check) => lateness > check.intervalMs / 2);
  const judging = {
    ...ports.monitor,
    queue: wakingOnce(ports.monitor.queue),
    hangsAfterMs: HANGS_AFTER_MS,
    probe: probeFrom({ tick, checks: inTime, states }, ports, signal),
    failingOf: await failingOf(inTime, ports),
  };
  const metrics: MetricDatum[] = missedBy(tooLate, clock.now());
  const judged: Monitored[] = [];
  const turn = startPace(clock, ports.cpuShare * BUSY_SHARE);
  await inParallel(inTime, MAX_SOCKETS, async (check) => {
    if (check.locations.includes(HOME)) await turn(probeCpuMs(check));
    try {
      judged.push(await monitorCheck(check, tick, states.get(check.name), judging));
    } catch (error) {
      logError(`check ${check.name} was probed, but could not be judged`, error);
      metrics.push(...missedBy([check], clock.now()));
    }
  });
  const together =
    ports.countedTogether === 'all' ? judged : judged.filter(({ check }) => check.metrics === 'fleet');
  for (const monitored of judged) metrics.push(...monitored.metrics);
  await Promise.all([
    ports.metrics.put([...metrics, ...fleetMetrics(tick, together)]),
    ports.results.record(judged.flatMap(({ results }) => results)),
  ]);
  return new Map(judged.flatMap(({ check, change }) => (change ? [[check.name, change.state]] : [])));
};

/** A prober describes its targets for people, without their secrets. */
const failingOf = async (
  checks: readonly Check[],
  { loadProber }: TickPorts,
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
  { tick, checks, states }: DueChecks,
  ports: TickPorts,
  signal: AbortSignal,
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
export const missedBy = (checks: readonly Check[], timestamp: EpochMs): MetricDatum[] => {
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
