import { PRICES } from '../../lib/core/cost/prices.ts';
import { RULES } from './modes.ts';
import type { Outcome } from './simulate.ts';
import { billOfMonth, monthOf } from './usage.ts';

type Row = readonly [string, string];

/** What a simulation found, as text for people. */
export const report = (outcome: Outcome): string => {
  const { options, shards, seconds } = outcome;
  const sampled = options.oneShardIn > 1 ? `, one shard in ${options.oneShardIn}` : '';
  return [
    `${options.mode}: ${RULES[options.mode].what}`,
    `${count(options.checks)} checks each ${options.interval}, ${percent(options.tls)} with TLS, ${percent(options.failing)} failing for ${options.outageHours} h on the average, metrics: ${options.metrics}`,
    `${count(options.minutes)} minutes on ${shards} shards${sampled}, simulated in ${seconds.toFixed(0)} s`,
    '',
    table('what must be right', verdicts(outcome)),
    table('what was used, in a month', used(outcome)),
    options.oneShardIn > 1 ? '' : table('what a month costs, at list prices', billed(outcome)),
    table('what `whydown cost` says of it, without out-going traffic and series', estimated(outcome)),
  ].join('\n');
};

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

const duration = (ms: number): string =>
  ms >= 5_400_000
    ? `${(ms / 3_600_000).toFixed(1)} h`
    : ms >= 90_000
      ? `${(ms / 60_000).toFixed(1)} min`
      : `${(ms / 1_000).toFixed(1)} s`;

const verdicts = ({ findings, options }: Outcome): readonly Row[] => {
  const hit = RULES[options.mode].atOnce !== undefined;
  return [
    [
      'probes',
      `${count(findings.probes)}${findings.repeated > 0 ? `, ${count(findings.repeated)} of them a second time` : ''}`,
    ],
    ['missed ticks', count(findings.missed)],
    ['probes that metrics count', count(findings.probesCounted)],
    ['probes that metrics say were missed', count(findings.saidMissed)],
    ['incidents', count(findings.incidents)],
    ['lost incidents', count(findings.lost)],
    ['duplicate incidents', count(findings.duplicate)],
    ['steps overdue at the end, given up', `${count(findings.unfinished)}, ${count(findings.parked)}`],
    [
      'messages to people',
      Object.entries(findings.told)
        .map(([kind, times]) => `${count(times)} ${kind}`)
        .join(', '),
    ],
    ['diagnoses, with a cause', `${count(findings.diagnosed)}, ${count(findings.explained)}`],
    ['calls to read logs, refused', `${count(findings.logCalls)}, ${count(findings.logCallsRefused)}`],
    ...(hit
      ? ([
          ['pages of the outage that hit many', count(findings.pages)],
          ['last of them after', duration(findings.toldAfterMs)],
          ['last diagnosis after', duration(findings.diagnosedAfterMs)],
        ] as const)
      : []),
  ];
};

const used = ({ usage, options }: Outcome): readonly Row[] => {
  const month = monthOf(usage, options.minutes);
  const times = (730 * 60) / options.minutes;
  const functions = Object.entries(usage.functions).filter(([, { requests }]) => requests > 0);
  return [
    ['messages', count(usage.messages * times)],
    ['SQS requests', count(month.sqsRequests ?? 0)],
    ...functions.map(([name, { requests, gbSeconds, longestMs }]): Row => [
      `function ${name}`,
      `${count(requests * times)} calls, ${count(gbSeconds * times)} GB-s, longest ${duration(longestMs)}`,
    ]),
    ['memory of a probe function at most', `${count(usage.functions['probe']?.peakMb ?? 0)} MB`],
    [
      'DynamoDB units',
      `${count(month.dynamoReadUnits ?? 0)} read, ${count(month.dynamoWriteUnits ?? 0)} written`,
    ],
    ['most units written to one key in a second', count(usage.hottestWritesPerSecond)],
    ['PutMetricData calls', count(month.putMetricData ?? 0)],
    ['log', `${gb(usage.metricBytes * times)} metrics, ${gb(usage.resultBytes * times)} results`],
    ['series', count(usage.series)],
    [
      'longest queues',
      Object.entries(usage.longestQueue)
        .map(([name, length]) => `${name} ${count(length)}`)
        .join(', '),
    ],
  ];
};

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const billed = ({ usage, options }: Outcome): readonly Row[] => {
  const { lines, usd, usdApart } = billOfMonth(monthOf(usage, options.minutes));
  const byService = Map.groupBy(
    lines.filter(({ item }) => item !== 'customMetrics'),
    ({ service }) => service,
  );
  return [
    ...[...byService].map(([service, each]): Row => [
      service,
      dollars(each.reduce((sum, line) => sum + line.usd, 0)),
    ]),
    ['together', dollars(usd)],
    [`apart: ${count(usage.series)} series (${PRICES.customMetrics.service})`, dollars(usdApart)],
  ];
};

const estimated = ({ choices }: Outcome): readonly Row[] =>
  choices.map(({ change, usd }): Row => [change, dollars(usd)]);

const dollars = (usd: number): string => `$${usd.toFixed(2)}`;

const table = (title: string, rows: readonly Row[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''].join('\n');
};
