import type { Assumptions } from '../../core/cost/assumptions.ts';
import type { Bill, Lever } from '../../core/cost/bill-of.ts';
import { totalOf, type BillLine } from '../../core/cost/monthly-bill.ts';
import { HOURS_PER_MONTH, PRICES, type Service } from '../../core/cost/prices.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './table.ts';

/** What the bill was made from. */
export interface BillFacts {
  readonly config: string;
  readonly assumptions: Assumptions;
}

/** A bill in blocks: what it costs, what it would cost elsewhere and with other metrics, and what makes it smaller. */
export const renderBill = (bill: Bill, facts: BillFacts, paint: Paint): readonly string[] =>
  [
    headline(bill, facts, paint),
    billBlock(bill, paint),
    comparedBlock(bill, paint),
    levelsBlock(bill, paint),
    choicesBlock(bill, paint),
    leverLines(bill, paint),
    footnotes(bill, facts, paint),
  ].flatMap((block, index) => (block.length === 0 ? [] : [...(index > 0 ? [''] : []), ...block]));

const headline = ({ checks, total }: Bill, { config }: BillFacts, paint: Paint): readonly string[] => [
  `${paint.strong(`${dollars(total.usd)} a month`)} for ${count(checks, 'check')} of ${config}; ` +
    `${dollars(total.usdAfterFree)} while the account's free units are unused`,
];

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const billBlock = ({ lines, total }: Bill, paint: Paint): readonly string[] => {
  const services = [...Map.groupBy(lines, ({ service }) => service)];
  const rows = services.flatMap(([service, each]) => serviceRows(service, each, paint));
  const head = ['', '', 'list price', 'after free units'].map(paint.faint);
  const sum = ['total', '', dollars(total.usd), dollars(total.usdAfterFree)].map(paint.strong);
  return indented(renderTable([head, ...rows, sum], ['left', 'right', 'right', 'right']));
};

/** A service of one line is one row; else its name with its sum, and a row for each line. */
const serviceRows = (
  service: Service,
  lines: readonly BillLine[],
  paint: Paint,
): readonly (readonly string[])[] => {
  const [only, ...others] = lines;
  if (only && others.length === 0)
    return [[service, paint.faint(amountOf(only)), dollars(only.usd), dollars(only.usdAfterFree)]];
  const { usd, usdAfterFree } = totalOf(lines);
  return [
    [service, '', dollars(usd), dollars(usdAfterFree)],
    ...lines.map((line) =>
      ['', amountOf(line), dollars(line.usd), dollars(line.usdAfterFree)].map(paint.faint),
    ),
  ];
};

const amountOf = ({ quantity, unit }: BillLine): string => `${figure(quantity)} × ${unit}`;

const comparedBlock = ({ compared, checks, total }: Bill, paint: Paint): readonly string[] => {
  const rows = compared.map(({ service, usd, without, note }) => [
    service,
    dollars(usd),
    paint.faint(without === 0 ? note : `${without} of ${checks} checks not possible; ${note}`),
  ]);
  return [
    'the same checks elsewhere, at list price',
    ...indented(renderTable([['whydown', dollars(total.usd), ''], ...rows], ['left', 'right', 'left'])),
  ];
};

const MEANS = {
  fleet: 'no series per check',
  minimal: 'Failed, Duration',
  standard: 'availability, retries, status classes, certificate too',
  full: 'every phase too',
} as const;

const levelsBlock = ({ levels, total }: Bill, paint: Paint): readonly string[] => [
  'with these metrics for every check',
  ...indented(
    renderTable(
      levels.map(({ metrics, usd }) => [
        `metrics: ${metrics}`,
        dollars(usd),
        paint.faint(difference(usd - total.usd)),
        paint.faint(MEANS[metrics]),
      ]),
      ['left', 'right', 'right', 'left'],
    ),
  ),
];

const choicesBlock = ({ choices, total }: Bill, paint: Paint): readonly string[] =>
  choices.length === 0
    ? []
    : [
        'with one setting otherwise',
        ...indented(
          renderTable(
            choices.map(({ change, usd, service }) => [
              change,
              dollars(usd),
              paint.faint(difference(usd - total.usd)),
              paint.faint(service),
            ]),
            ['left', 'right', 'right', 'left'],
          ),
        ),
      ];

/** The level `fleet` gives up every graph of a check, so it is named first only where nothing else helps. */
const leverLines = ({ levers }: Bill, paint: Paint): readonly string[] => {
  const best = levers.find(({ change }) => change !== 'metrics: fleet') ?? levers[0];
  if (!best) return [];
  const others = levers.filter((lever) => lever !== best);
  const text = ({ change, savesUsd }: Lever): string => `${paint.accent(change)} saves ${dollars(savesUsd)}`;
  return [
    `${paint.strong(`${best.service} ${BE[best.service] ?? 'are'} ${percent(best.share, 0)} of it`)}: ${text(best)} a month`,
    ...(others.length > 0 ? [paint.faint('  also: ') + others.map(text).join(', ')] : []),
  ];
};

const BE: Partial<Record<Service, string>> = { Lambda: 'is' };

const footnotes = ({ lines, work }: Bill, { assumptions: a }: BillFacts, paint: Paint): readonly string[] => {
  const sources = Map.groupBy([...new Set(lines.map(({ item }) => PRICES[item]))], ({ source }) => source);
  return [
    `work     ${figure(work.probes)} probes in ${figure(work.invocations)} invocations of ${count(work.shards, 'shard')}, ${HOURS_PER_MONTH} hours`,
    `assumed  --latency ${a.latencyMs}ms --failing ${percent(a.failing)} --hanging ${percent(a.hanging)} --incidents ${a.incidents} --bytes-out ${a.bytesOut}`,
    'not in   the log groups that are diagnosed, NAT gateways of a VPC, taxes, discounts; other regions differ by some percent',
    'prices   us-east-1, list, in US dollars:',
    ...[...sources].map(
      ([source, prices]) =>
        `         ${source} as of ${prices
          .map(({ seen }) => seen)
          .sort()
          .at(-1)}`,
    ),
  ].map(paint.faint);
};

const percent = (share: number, digits = 3): string => `${Number((share * 100).toFixed(digits))}%`;

const count = (number: number, noun: string): string => `${figure(number)} ${noun}${number === 1 ? '' : 's'}`;

/** `$0.00` is nothing, `<$0.01` is nearly nothing. */
const dollars = (usd: number): string => {
  if (usd > 0 && usd < 0.005) return '<$0.01';
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
};

const difference = (usd: number): string => {
  if (Math.abs(usd) < 0.005) return 'as it is';
  return `${usd > 0 ? '+' : '−'}${dollars(Math.abs(usd))}`;
};

/** Whole numbers with their thousands; small ones with three significant digits. */
const figure = (quantity: number): string =>
  quantity >= 100 || Number.isInteger(quantity)
    ? Math.round(quantity).toLocaleString('en-US')
    : quantity.toLocaleString('en-US', { maximumSignificantDigits: 3 });
