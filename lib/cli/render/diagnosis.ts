import type { Diagnosis, SnippetLine, SnippetRole } from '../../core/diagnosis/diagnosis.ts';
import { forTerminal } from '../../core/notify/escape.ts';
import type { Paint } from './paint.ts';

const LABEL_WIDTH = 13;

const CORRELATIONS = {
  request: 'by request id: these lines belong to the failing request itself',
  connection: 'by connection: the same writer at the same time',
  window: 'by time alone: no line carries the request id',
} as const;

/** A diagnosis as a block of lines, the answer first, ready to be read at night. */
export const renderDiagnosis = (diagnosis: Diagnosis, paint: Paint): readonly string[] => [
  ...headline(diagnosis, paint),
  ...facts(diagnosis, paint),
  ...snippet(diagnosis.snippet, paint),
  ...list(
    'what to do',
    diagnosis.remedy.flatMap(({ action, verify }) => (verify ? [action, `  $ ${verify}`] : [action])),
    paint,
  ),
  ...list(
    'evidence',
    diagnosis.evidence.map(({ text }) => text),
    paint,
  ),
  ...list(
    'ruled out',
    diagnosis.ruledOut.map(({ cause, why }) => `${cause}: ${why}`),
    paint,
  ),
  ...list(
    'not seen',
    diagnosis.gaps.flatMap(({ missing, fix }) => (fix ? [missing, `  ${fix}`] : [missing])),
    paint,
  ),
  ...list('recurrence', recurrence(diagnosis), paint),
];

const headline = ({ cause }: Diagnosis, paint: Paint): readonly string[] => {
  if (!cause) return [paint.warn('no cause named: the logs that could be read do not show one')];
  const sure = paint.faint(`(${cause.id}, confidence ${cause.confidence.toFixed(2)})`);
  return [
    `${paint.strong(`why: ${forTerminal(cause.title)}`)} ${sure}`,
    `     ${forTerminal(cause.summary)}`,
  ];
};

const facts = ({ correlation, cause, exception }: Diagnosis, paint: Paint): readonly string[] => {
  const frame = exception?.inAppFrame;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['tied', correlation ? CORRELATIONS[correlation] : undefined],
    ['component', cause?.component],
    ['exception', exception ? `${exception.type}: ${exception.message}` : undefined],
    [
      'in your code',
      frame ? `${frame.file}:${frame.line}${frame.function ? ` in ${frame.function}` : ''}` : undefined,
    ],
  ];
  return rows.flatMap(([label, value]) => (value ? [row(label, forTerminal(firstLine(value)), paint)] : []));
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const row = (label: string, value: string, paint: Paint): string =>
  `  ${paint.faint(label.padEnd(LABEL_WIDTH))}${value}`;

const list = (label: string, items: readonly string[], paint: Paint): readonly string[] =>
  items.map((item, index) => row(index === 0 ? label : '', forTerminal(item), paint));

const snippet = (lines: readonly SnippetLine[], paint: Paint): readonly string[] => {
  const out: string[] = [];
  let place = '';
  for (const line of lines) {
    const here = line.stream && line.stream !== line.source ? `${line.source} ${line.stream}` : line.source;
    if (here !== place) out.push(`  ${paint.faint(`┌ ${forTerminal(here)}`)}`);
    place = here;
    out.push(
      `  ${paint.faint(`│${String(line.line).padStart(6)}`)}  ${emphasis(line.role, paint)(forTerminal(line.text))}`,
    );
  }
  return out;
};

const emphasis = (role: SnippetRole, paint: Paint): ((text: string) => string) => {
  switch (role) {
    case 'cause':
    case 'exception':
      return paint.bad;
    case 'frame':
      return paint.accent;
    case 'corroboration':
      return paint.warn;
    case 'context':
      return paint.faint;
  }
};

const recurrence = ({ recurrence: seen }: Diagnosis): readonly string[] => {
  if (!seen || seen.count === 0) return [];
  const since = new Date(seen.firstSeenAt).toISOString().slice(0, 16).replace('T', ' ');
  return [`${seen.count} earlier incidents had this fingerprint, the first at ${since}Z`, ...seen.review];
};
