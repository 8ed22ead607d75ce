import { figuresOf, type Figures } from './figures.ts';
import type { PeerFigures } from './peers.ts';
import type { CaseScore } from './score-case.ts';
import type { Share } from './wilson.ts';

const percent = (value: number): string => (Number.isNaN(value) ? '—' : `${(100 * value).toFixed(1)} %`);

const showShare = ({ hits, total, share, low, high }: Share): string =>
  total === 0
    ? '—'
    : `${percent(share)} [${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}] ${hits}/${total}`;

const number = (value: number, digits = 3): string => (Number.isNaN(value) ? '—' : value.toFixed(digits));

type Row = readonly [string, string, (figures: Figures) => string];

const ROWS: readonly Row[] = [
  ['whole-exception reassembly', '≥ 98 %', ({ whole }) => showShare(whole)],
  ['labelled exception line is in the snippet', '≥ 99 %', ({ line }) => showShare(line)],
  ['  baseline: last line with ERROR', '', ({ lastError }) => showShare(lastError)],
  [
    '  baseline: first error|exception|fail of the last 100',
    '',
    ({ firstOfLast100 }) => showShare(firstOfLast100),
  ],
  ['innermost cause type exact', '≥ 97 %', ({ type }) => showShare(type)],
  ['deepest in-app frame exact', '', ({ frame }) => showShare(frame)],
  ['top-1 cause', '≥ 95 %', ({ top1 }) => showShare(top1)],
  ['macro-F1', '≥ 0.93', ({ macroF1 }) => number(macroF1)],
  ['confusers', '≥ 90 %', ({ confusers }) => showShare(confusers)],
  ['component right', '≥ 95 %', ({ component }) => showShare(component)],
  ['false conviction on no-cause windows', '≤ 3 %', ({ falseConviction }) => showShare(falseConviction)],
  ['calibration (ECE)', '≤ 0.05', ({ ece }) => number(ece)],
  ['snippet precision', '≥ 0.90', ({ precision }) => number(precision)],
  ['snippet length, median', '≤ 12', ({ medianLines }) => number(medianLines, 0)],
  ['secrets redacted', '≥ 99 %', ({ secrets }) => showShare(secrets)],
  ['diagnostic words lost', '≤ 0.5 %', ({ lostWords }) => showShare(lostWords)],
  ['same input, same output', '100 %', ({ same }) => showShare(same)],
  ['compute per diagnosis, p95', '', ({ p95Ms }) => `${number(p95Ms, 1)} ms`],
];

/** A table in Markdown with columns as wide as their cells. */
const markdown = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join(
    '\n',
  );
};

/** The table of targets, over all cases, those that rules were developed on, and the stacks held out of it. */
export const table = (
  sets: Readonly<Record<'all' | 'developed' | 'heldOut', Figures>>,
  peers: PeerFigures | undefined,
): string => {
  const hasHeldOut = sets.heldOut.cases > 0;
  return [
    markdown([
      [
        'metric',
        'target',
        `all (${sets.all.cases})`,
        `developed on (${sets.developed.cases})`,
        ...(hasHeldOut ? [`held out (${sets.heldOut.cases})`] : []),
      ],
      ...ROWS.map(([name, target, show]) => [
        name,
        target,
        show(sets.all),
        show(sets.developed),
        ...(hasHeldOut ? [show(sets.heldOut)] : []),
      ]),
    ]),
    ...(hasHeldOut ? [] : ['no held-out set now']),
    ...(peers ? [showPeers(peers)] : []),
  ].join('\n\n');
};

const showPeers = (peers: PeerFigures): string =>
  markdown([
    ['peer, on the same corpus', 'figure', 'whydown'],
    [
      `Drain3 ${peers.drain3.version}, templates`,
      `${number(peers.drain3.mbPerSecond, 1)} MB/s`,
      `${number(peers.ours.mbPerSecond, 1)} MB/s to records`,
    ],
    [
      `detect-secrets ${peers.detectSecrets.version}, labelled secrets covered`,
      showShare(peers.detectSecrets.secrets),
      showShare(peers.ours.secrets),
    ],
  ]);

const row = (name: string, scores: readonly CaseScore[]): readonly string[] => {
  const figures = figuresOf(scores);
  return [
    name,
    String(scores.length),
    showShare(figures.top1),
    showShare(figures.line),
    showShare(figures.type),
    showShare(figures.component),
    showShare(figures.whole),
    showShare(figures.falseConviction),
  ];
};

const HEAD = [
  'cases',
  'top-1 cause',
  'line in snippet',
  'innermost type',
  'component',
  'whole',
  'false conviction',
] as const;

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one.localeCompare(other);

/** The figures by how the logs were tied to the request. */
export const tierTable = (scores: readonly CaseScore[]): string =>
  `\n${markdown([['correlation', ...HEAD], ...[...Map.groupBy(scores, ({ tier }) => tier)].sort(byName).map(([tier, some]) => row(tier, some))])}`;

/** The figures by stack; held-out stacks are marked. */
export const stackTable = (scores: readonly CaseScore[]): string =>
  `\n${markdown([
    ['stack', ...HEAD],
    ...[...Map.groupBy(scores, ({ stack, isHeldOut }) => (isHeldOut ? `${stack} (held out)` : stack))].map(
      ([stack, some]) => row(stack, some),
    ),
  ])}`;

/** What was answered, by what was right. */
export const confusion = (scores: readonly CaseScore[]): string => {
  const lines = [...Map.groupBy(scores, ({ expected }) => expected)].sort(byName).map(([expected, some]) => {
    const answers = [...Map.groupBy(some, ({ answered }) => answered)]
      .sort(([, one], [, other]) => other.length - one.length)
      .map(([answered, those]) => `${answered} ${those.length}`);
    return [expected, String(some.length), answers.join(', ')];
  });
  return `\n${markdown([['expected', 'cases', 'answered'], ...lines])}`;
};

/** Each case that went wrong, and how. */
export const failuresOf = (scores: readonly CaseScore[]): string =>
  scores
    .flatMap((score) => {
      const wrong = [
        score.isRight ? '' : `cause ${score.expected} → ${score.answered} (${score.confidence})`,
        score.isWhole === false ? 'not whole' : '',
        score.hasLine === false ? 'line' : '',
        score.hasType === false ? `type → ${score.diagnosis.exception?.type ?? 'none'}` : '',
        score.hasFrame === false
          ? `frame → ${JSON.stringify(score.diagnosis.exception?.inAppFrame ?? null)}`
          : '',
        score.hasComponent === false
          ? `component ${score.component} → ${score.diagnosis.cause?.component ?? 'none'}`
          : '',
        score.snippetLines > 0 && score.relevantLines / score.snippetLines < 0.75
          ? `snippet ${score.relevantLines}/${score.snippetLines}`
          : '',
        ...score.secrets.leaked.map((text) => `leaked ${text}`),
        ...score.words.lost.map((text) => `lost ${text}`),
        score.isSame ? '' : 'differs from run to run',
      ].filter((text) => text !== '');
      return wrong.length > 0 ? [`${score.id} [${score.tier}]: ${wrong.join('; ')}`] : [];
    })
    .join('\n');
