import { IDLE_POLLS_PER_MINUTE } from '../../lib/core/cost/model.ts';
import { monthlyBill, type BillLine, type MonthlyUsage } from '../../lib/core/cost/monthly-bill.ts';
import { HOURS_PER_MONTH, type PriceKey } from '../../lib/core/cost/prices.ts';
import { WORK_QUEUES } from '../../lib/core/cost/stack-shape.ts';
import type { World } from './world.ts';

/** What was used in the measured time. */
export interface Usage {
  readonly messages: number;
  readonly sqsRequests: number;
  readonly reads: number;
  readonly writes: number;
  readonly hottestWritesPerSecond: number;
  readonly putMetricData: number;
  readonly metricBytes: number;
  readonly resultBytes: number;
  readonly events: number;
  readonly series: number;
  readonly longestQueue: Readonly<Record<string, number>>;
  readonly tableMb: number;
  readonly functions: Readonly<Record<string, FunctionUsed>>;
}

interface FunctionUsed {
  readonly requests: number;
  readonly gbSeconds: number;
  readonly longestMs: number;
  readonly peakMb: number;
}

/** Remembers what was used until now, and gives what was used since. */
export const snapshot = (world: World): (() => Usage) => {
  const before = read(world);
  return () => {
    const after = read(world);
    const since = (name: Counter): number => after[name] - before[name];
    return {
      ...after,
      ...(Object.fromEntries(COUNTERS.map((name) => [name, since(name)])) as Record<Counter, number>),
      functions: Object.fromEntries(
        Object.entries(after.functions).map(([name, used]) => [
          name,
          {
            ...used,
            requests: used.requests - (before.functions[name]?.requests ?? 0),
            gbSeconds: used.gbSeconds - (before.functions[name]?.gbSeconds ?? 0),
          },
        ]),
      ),
    };
  };
};

const COUNTERS = [
  'messages',
  'sqsRequests',
  'reads',
  'writes',
  'putMetricData',
  'metricBytes',
  'resultBytes',
  'events',
] as const satisfies readonly (keyof Usage)[];

type Counter = (typeof COUNTERS)[number];

const read = ({ queues, table, logs, heard, functions }: World): Usage => ({
  messages: queues.use.messages,
  sqsRequests: queues.use.requests,
  reads: table.use.reads,
  writes: table.use.writes,
  hottestWritesPerSecond: table.use.hottestWritesPerSecond,
  putMetricData: logs.use.putMetricData,
  metricBytes: logs.use.metricBytes,
  resultBytes: logs.use.resultBytes,
  events: heard.events,
  series: logs.use.series.size,
  longestQueue: { ...queues.use.longest },
  tableMb: table.bytes() / 1e6,
  functions: Object.fromEntries(
    Object.entries(functions).map(([name, { use }]) => [
      name,
      { requests: use.requests, gbSeconds: use.gbSeconds, longestMs: use.longestMs, peakMb: use.peakMb },
    ]),
  ),
});

const GB = 1e9;

/** What a month of it is: everything in proportion, and what does not depend on the load. */
export const monthOf = (usage: Usage, minutes: number): MonthlyUsage => {
  const times = (HOURS_PER_MONTH * 60) / minutes;
  const functions = Object.values(usage.functions);
  const sum = (of: (each: FunctionUsed) => number): number =>
    functions.reduce((total, each) => total + of(each), 0);
  return {
    lambdaGbSeconds: sum(({ gbSeconds }) => gbSeconds) * times,
    lambdaRequests: sum(({ requests }) => requests) * times,
    sqsRequests: usage.sqsRequests * times + IDLE_POLLS_PER_MINUTE * WORK_QUEUES * HOURS_PER_MONTH * 60,
    dynamoReadUnits: usage.reads * times,
    dynamoWriteUnits: usage.writes * times,
    dynamoStorageGb: usage.tableMb / 1_000,
    putMetricData: usage.putMetricData * times,
    logsIngestGb: ((usage.metricBytes + usage.resultBytes) * times) / GB,
    logsStorageGb: ((usage.metricBytes + usage.resultBytes) * times * LOGS_COMPRESSED) / GB,
    schedulerInvocations: HOURS_PER_MONTH * 60,
    customEvents: usage.events * times,
    customMetrics: usage.series,
  };
};

/** CloudWatch Logs keeps text compressed, to some 15 % (https://aws.amazon.com/cloudwatch/pricing/). */
const LOGS_COMPRESSED = 0.15;

/** Apart from the bill: what a check's own series cost is a choice of the config. */
const APART: ReadonlySet<PriceKey> = new Set(['customMetrics']);

/** The bill at list prices, without and with what is apart. */
export const billOfMonth = (
  month: MonthlyUsage,
): { readonly lines: readonly BillLine[]; readonly usd: number; readonly usdApart: number } => {
  const lines = monthlyBill(month);
  const total = (of: readonly BillLine[]): number => of.reduce((sum, { usd }) => sum + usd, 0);
  return {
    lines,
    usd: total(lines.filter(({ item }) => !APART.has(item))),
    usdApart: total(lines.filter(({ item }) => APART.has(item))),
  };
};
