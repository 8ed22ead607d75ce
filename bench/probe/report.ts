import { goalsOf, type Suites } from './goals.ts';
import { ratioOf, valueOf, type Rounds, type Spread } from './rounds.ts';

const number = (value: number): string => {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
};

const spread = (given: Spread | undefined, unit = ''): string => {
  if (!given) return '-';
  const { median, min, max } = given;
  return min === max
    ? `${number(median)}${unit}`
    : `${number(median)}${unit} (${number(min)}-${number(max)})`;
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Everything that was measured, as Markdown. */
export const report = (suites: Suites): string =>
  [
    '### Goals\n',
    table(
      ['goal', 'target', 'measured: median (range)', ''],
      goalsOf(suites).map(({ name, target, measured, unit, met }) => [
        name,
        target,
        spread(measured, unit),
        verdict(met),
      ]),
    ),
    ...section('HTTP', suites.http, CPU_COLUMNS, [
      ['vs blackbox c10', 'blackbox c10'],
      ['vs wrk close c10', 'wrk close c10'],
    ]),
    ...section('HTTPS', suites.https, CPU_COLUMNS, [
      ['vs blackbox ECDSA c10', 'blackbox ECDSA c10'],
      ['vs wrk close ECDSA c10', 'wrk close ECDSA c10'],
    ]),
    ...section('Time to the first byte: reported less true', suites.timing, TIMING_COLUMNS),
    ...section('Memory', suites.memory, MEMORY_COLUMNS),
    ...section('Names', suites.names, NAME_COLUMNS),
    ...section('Cold import', suites.cold, COLD_COLUMNS),
    ...section('The first minute after a cold start', suites.minute, MINUTE_COLUMNS),
  ].join('\n');

const verdict = (met: boolean | undefined): string =>
  met === undefined ? 'not measured' : met ? 'met' : '**not met**';

type Columns = readonly (readonly [title: string, key: string])[];

const CPU_COLUMNS: Columns = [
  ['CPU us/probe', 'cpuUs'],
  ['probes/s per core', 'perSecondPerCore'],
  ['p50 ms', 'p50Ms'],
  ['p99 ms', 'p99Ms'],
  ['RSS MB', 'rssMb'],
  ['connections/probe', 'opened'],
];

const TIMING_COLUMNS: Columns = [
  ['probes/s', 'perSecond'],
  ['core busy', 'busy'],
  ['error p50 ms', 'errorP50Ms'],
  ['p90 ms', 'errorP90Ms'],
  ['p99 ms', 'errorP99Ms'],
  ['error bar p50 ms', 'barP50Ms'],
  ['covered %', 'covered'],
];

const MEMORY_COLUMNS: Columns = [
  ['RSS MB, peak', 'rssMb'],
  ['probes', 'probes'],
  ['CPU us/probe', 'cpuUs'],
  ['connections/probe', 'opened'],
];

const NAME_COLUMNS: Columns = [
  ['dns p50 ms', 'dnsP50Ms'],
  ['dns p99 ms', 'dnsP99Ms'],
  ['samples', 'samples'],
];

const COLD_COLUMNS: Columns = [
  ['import ms', 'importMs'],
  ['CPU ms', 'cpuMs'],
  ['RSS MB', 'rssMb'],
  ['kB read', 'readKb'],
];

const MINUTE_COLUMNS: Columns = [
  ['import ms', 'importMs'],
  ['first probe ms', 'firstProbeMs'],
  ['done ms', 'doneMs'],
  ['CPU ms', 'cpuMs'],
  ['RSS MB', 'rssMb'],
  ['kB read', 'readKb'],
];

const section = (
  title: string,
  rounds: Rounds | undefined,
  columns: Columns,
  bases: readonly (readonly [title: string, contender: string])[] = [],
): readonly string[] => {
  if (!rounds) return [];
  const head = [
    '',
    'rounds',
    ...columns.map(([name]) => name),
    ...bases.map(([name]) => `CPU ${name}`),
    'others, cores',
  ];
  const rows = [...rounds].map(([name, measured]) => [
    name,
    String(measured.length),
    ...columns.map(([, key]) => spread(valueOf(rounds, name, key))),
    ...bases.map(([, to]) => spread(ratioOf(rounds, { key: 'cpuUs', of: name, to }), 'x')),
    spread(valueOf(rounds, name, 'foreign')),
  ]);
  return [`\n### ${title}\n`, table(head, rows)];
};
