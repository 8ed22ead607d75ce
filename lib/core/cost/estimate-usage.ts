import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';
import { referencesIn } from '../config/references.ts';
import { shardScheduleOf } from '../config/shard-schedule.ts';
import type { Assumptions } from './assumptions.ts';
import {
  checkAlarmCounts,
  DASHBOARDS,
  ownAlarmCount,
  WORK_QUEUES,
  type CheckAlarmCounts,
} from './stack-shape.ts';
import { CALL_MS, IDLE_POLLS_PER_MINUTE, PER_INCIDENT, SECRET_READS_PER_HOUR } from './model.ts';
import type { Milliseconds } from '../time.ts';
import type { MonthlyUsage } from './monthly-bill.ts';
import { HOURS_PER_MONTH, type PriceKey } from './prices.ts';
import {
  elsewhereUsage,
  groupSeries,
  homeUsage,
  runOf,
  type AwsEdge,
  type UsageFacts,
} from './probe-usage.ts';
import { samplesOf } from './samples.ts';
import { shardLoads, type ShardLoad } from './shard-loads.ts';

/** What the estimate goes by. */
export interface EstimateOptions {
  readonly assumptions: Assumptions;
  readonly edge: AwsEdge;
}

/** What a config uses in a month, and how much work that is. */
export interface Estimate {
  readonly usage: MonthlyUsage;
  readonly shards: number;
  readonly probes: number;
  readonly invocations: number;
}

const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;

/** Messages of one SendMessageBatch. */
const BATCH = 10;

/** Works a config's usage out from its real plan: shards, ticks, batches of metrics, reads of state. */
export const estimateUsage = (config: Config, options: EstimateOptions): Estimate => {
  const loads = shardLoads(config);
  const { assumptions, edge } = options;
  const alarms = checkAlarmCounts(config.checks, assumptions.checkAlarms);
  const samples = samplesOf(assumptions, edge);
  const facts: UsageFacts = { ...options, samples, countedTogether: alarms.countedTogether };
  const invocations = loads.reduce((sum, { perMonth }) => sum + perMonth, 0);
  return {
    usage: sumOf([
      ...loads.map((load) => times(load.perMonth, shardUsage(load, config, facts))),
      times(MINUTES_PER_MONTH, perMinute(invocations / MINUTES_PER_MONTH, { config, ...options })),
      times(assumptions.incidents, incidentUsage(config)),
      standing(config, alarms, facts),
      secretUsage(config),
    ]),
    shards: shardScheduleOf(config).shards,
    probes: loads.reduce((sum, { perMonth, checks }) => sum + perMonth * probesOf(checks), 0),
    invocations,
  };
};

const probesOf = (checks: readonly Check[]): number =>
  checks.reduce((sum, { locations }) => sum + locations.length, 0);

/** A message of the probe queue is received and deleted; the invocation probes. */
const shardUsage = (load: ShardLoad, config: Config, facts: UsageFacts): MonthlyUsage =>
  sumOf([
    { sqsRequests: 2 },
    homeUsage(load, config, facts),
    ...config.locations
      .filter(({ name }) => name !== 'home')
      .map(({ name }) => elsewhereUsage(load, name, facts)),
  ]);

/** The schedule, dispatch with its look at what is due, its messages, the pollers of the queues, the slow lane, and the sign of life. */
const perMinute = (
  messages: number,
  { config, assumptions, edge }: EstimateOptions & { readonly config: Config },
): MonthlyUsage =>
  sumOf([
    runOf('dispatch', CALL_MS.dispatch),
    {
      schedulerInvocations: 1,
      dynamoReadUnits: edge.dueReads * 0.5,
      sqsRequests: Math.ceil((messages + 1) / BATCH) + WORK_QUEUES * IDLE_POLLS_PER_MINUTE,
    },
    { sqsRequests: 2, dynamoReadUnits: edge.stateReads(EVERYTHING) },
    runOf('probe', slowLaneMs(config, assumptions)),
    ...(config.deadMan === undefined ? [] : [{ sqsRequests: 3 }, runOf('notify', CALL_MS.ping)]),
  ]);

const EVERYTHING = { from: 0, to: 1 };

const MINUTE_MS = 60_000;

/** As long as one check hangs, one function waits for it through every minute, from its first tick to its last timeout. */
const slowLaneMs = ({ checks }: Config, { hanging }: Assumptions): Milliseconds => {
  const isAnyHanging = Math.min(1, checks.length * hanging);
  const waitsMs = Math.max(
    0,
    ...checks.map(({ intervalMs, timeoutMs }) => MINUTE_MS - Math.min(intervalMs, MINUTE_MS) + timeoutMs),
  );
  return CALL_MS.prober + isAnyHanging * waitsMs;
};

const incidentUsage = ({ notifiers }: Config): MonthlyUsage => {
  const { diagnoseMs, notifyMs, ...rest } = PER_INCIDENT;
  const channels = Object.values(notifiers);
  const told = 2 * channels.length + rest.customEvents;
  return sumOf([
    rest,
    runOf('diagnose', diagnoseMs),
    times(told, runOf('notify', notifyMs)),
    { snsPublishes: 2 * channels.filter(({ type }) => type === 'sns').length },
  ]);
};

/** What costs by being there: series, alarms, the dashboard. */
const standing = (
  config: Config,
  { perCheck, perGroup }: CheckAlarmCounts,
  facts: UsageFacts,
): MonthlyUsage => ({
  customMetrics:
    config.checks.reduce((sum, check) => sum + seriesOf(check, facts), 0) + groupSeries(config, facts),
  standardAlarms: ownAlarmCount(config) + perCheck + perGroup,
  dashboards: DASHBOARDS,
});

/** Series that a check sends while it is well, and while it is down; a series costs for the hours in which it is sent. */
const seriesOf = (check: Check, { assumptions: { failing }, samples }: UsageFacts): number =>
  samples(check, 'up').metrics.length * (1 - failing) + samples(check, 'down').metrics.length * failing;

/** The secrets that the config refers to, and how often the functions look them up. */
const secretUsage = ({ checks, notifiers }: Config): MonthlyUsage => {
  const read = [...new Set(checks.flatMap(({ target }) => referencesOf(target)))].filter(isSecret);
  const all = new Set([...read, ...referencesIn(notifiers).filter(isSecret)].map(nameOf));
  return { secrets: all.size, secretReads: read.length * HOURS_PER_MONTH * SECRET_READS_PER_HOUR };
};

const references = new WeakMap<object, readonly string[]>();

/** Of a target, whose text is long; variants of a config share their targets. */
const referencesOf = (target: unknown): readonly string[] => {
  if (typeof target !== 'object' || target === null) return [];
  const found = references.get(target) ?? referencesIn(target);
  references.set(target, found);
  return found;
};

const isSecret = (reference: string): boolean => reference.startsWith('secret:');

/** `secret:orders/db#password` and `secret:orders/db#user` are one secret. */
const nameOf = (reference: string): string => reference.split('#', 1)[0] ?? reference;

const times = (factor: number, usage: MonthlyUsage): MonthlyUsage =>
  Object.fromEntries(Object.entries(usage).map(([key, quantity]) => [key, quantity * factor]));

const sumOf = (usages: readonly MonthlyUsage[]): MonthlyUsage => {
  const sum: Partial<Record<PriceKey, number>> = {};
  for (const usage of usages)
    for (const [key, quantity] of Object.entries(usage) as [PriceKey, number][])
      sum[key] = (sum[key] ?? 0) + quantity;
  return sum;
};
