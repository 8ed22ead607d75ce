import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';
import { putCalls } from '../metrics/batch.ts';
import { embeddedLines } from '../metrics/embedded-format.ts';
import { fleetMetrics } from '../metrics/fleet.ts';
import type { MetricDatum } from '../metrics/metric.ts';
import { METRIC_NAMESPACE } from '../metrics/namespace.ts';
import type { HashRange } from '../ports.ts';
import type { ProbeResult } from '../probe/result.ts';
import type { Milliseconds } from '../time.ts';
import type { Assumptions } from './assumptions.ts';
import { BUSY_SHARE, CALL_MS, LOG_LINE_OVERHEAD, STATE_READ_UNITS } from './model.ts';
import { coreShare, probeCpuMs } from './probe-cpu.ts';
import type { MonthlyUsage } from './monthly-bill.ts';
import type { Samples } from './samples.ts';
import type { ShardLoad } from './shard-loads.ts';
import { FUNCTION_MEMORY_MB, type CheckAlarmCounts } from './stack-shape.ts';

/** What the adapters on AWS make of a shard and of a result. */
export interface AwsEdge {
  /** How many queries read the states of a shard. */
  readonly stateReads: (range: HashRange) => number;
  /** How many queries find the steps that are due. */
  readonly dueReads: number;
  /** How long the line of a result is in the log. */
  readonly resultBytes: (result: ProbeResult) => number;
}

/** Checks that one call of another location's prober carries. */
const CHECKS_PER_CALL = 300;

const [MB_PER_GB, BYTES_PER_GB] = [1_024, 1_000_000_000];

/** Running a function for so long. */
export const runOf = (name: keyof typeof FUNCTION_MEMORY_MB, ms: Milliseconds): MonthlyUsage => ({
  lambdaRequests: 1,
  lambdaGbSeconds: (FUNCTION_MEMORY_MB[name] / MB_PER_GB) * (ms / 1_000),
});

/** What goes into an estimate besides the checks; samples and counts are made once for all shards. */
export interface UsageFacts {
  readonly assumptions: Assumptions;
  readonly edge: AwsEdge;
  readonly samples: Samples;
  /** Whose probes send metrics of their groups. */
  readonly countedTogether: CheckAlarmCounts['countedTogether'];
}

/** What one invocation for these checks uses, without its prober elsewhere. */
export const homeUsage = ({ range, checks }: ShardLoad, config: Config, facts: UsageFacts): MonthlyUsage => {
  if (checks.length === 0) return runOf('probe', CALL_MS.prober);
  const { assumptions, edge } = facts;
  const { failing, bytesOut } = assumptions;
  const home = checks.filter(({ locations }) => locations.includes('home'));
  return {
    ...runOf('probe', CALL_MS.probe + probingMs('probe', checks, assumptions)),
    dynamoReadUnits: edge.stateReads(range) + checks.length * failing * STATE_READ_UNITS,
    putMetricData: callsWith(checks, facts),
    logsIngestGb: (resultBytes(checks, config, facts) + groupBytes(checks, facts)) / BYTES_PER_GB,
    transferOutGb: (home.length * bytesOut) / BYTES_PER_GB,
  };
};

const callsWith = (checks: readonly Check[], { samples }: UsageFacts): number => {
  const times = new Map<readonly MetricDatum[], number>();
  for (const check of checks) {
    const { metrics } = samples(check, 'up');
    if (metrics.length > 0) times.set(metrics, (times.get(metrics) ?? 0) + check.locations.length);
  }
  return putCalls([...times].map(([metrics, count]) => ({ metrics, times: count })));
};

/** What the prober of another location uses for the same checks. */
export const elsewhereUsage = (
  { checks }: ShardLoad,
  location: string,
  { assumptions, samples }: UsageFacts,
): MonthlyUsage => {
  const asked = checks.filter(({ locations }) => locations.includes(location));
  if (asked.length === 0) return {};
  const calls = Math.ceil(asked.length / CHECKS_PER_CALL);
  const call = asked.slice(0, Math.ceil(asked.length / calls));
  const run = runOf('prober', CALL_MS.prober + probingMs('prober', call, assumptions));
  const said = asked.reduce(
    (sum, check) => sum + JSON.stringify(check).length + samples(check, 'up').lineBytes,
    0,
  );
  return {
    lambdaRequests: calls,
    lambdaGbSeconds: calls * (run.lambdaGbSeconds ?? 0),
    transferOutGb: (asked.length * assumptions.bytesOut) / BYTES_PER_GB,
    transferBetweenRegionsGb: said / BYTES_PER_GB,
  };
};

/** Starts follow each other on a part of the function's part of a core; the last to start is the last to end. */
const probingMs = (
  name: 'probe' | 'prober',
  checks: readonly Check[],
  { latencyMs }: Assumptions,
): Milliseconds => {
  const cpuMs = checks.reduce((sum, check) => sum + probeCpuMs(check), 0);
  return cpuMs / (coreShare(FUNCTION_MEMORY_MB[name]) * BUSY_SHARE) + latencyMs;
};

const resultBytes = (
  checks: readonly Check[],
  { results }: Config,
  { assumptions: { failing }, samples }: UsageFacts,
): number => {
  const bytesOf = (check: Check, verdict: 'up' | 'down'): number =>
    check.locations.length * (samples(check, verdict).lineBytes + LOG_LINE_OVERHEAD);
  if (results === 'none') return 0;
  const down = checks.reduce((sum, check) => sum + bytesOf(check, 'down') * failing, 0);
  if (results === 'failures') return down;
  return down + checks.reduce((sum, check) => sum + bytesOf(check, 'up') * (1 - failing), 0);
};

/** The metrics of the groups of checks whose probes are counted together. */
const groupMetrics = (
  checks: readonly Check[],
  { countedTogether, samples }: UsageFacts,
): readonly MetricDatum[] =>
  fleetMetrics(
    0,
    checks
      .filter(({ metrics }) => countedTogether === 'all' || metrics === 'fleet')
      .map((check) => ({ check, results: check.locations.map(() => samples(check, 'up').result) })),
  );

/** Metrics of groups go to the log in embedded metric format. */
const groupBytes = (checks: readonly Check[], facts: UsageFacts): number =>
  embeddedLines(groupMetrics(checks, facts), METRIC_NAMESPACE).reduce(
    (sum, line) => sum + line.length + LOG_LINE_OVERHEAD,
    0,
  );

/** Series of the groups of a config. */
export const groupSeries = (config: Config, facts: UsageFacts): number =>
  groupMetrics(config.checks, facts).length;
