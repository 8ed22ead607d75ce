import { performance } from 'node:perf_hooks';
import { diagnose, type DiagnoseOptions } from '../../lib/core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../lib/core/diagnosis/diagnosis.ts';
import { cleanLine } from '../../lib/core/logs/clean-line.ts';
import { reassemble } from '../../lib/core/logs/reassemble.ts';
import { unwrap } from '../../lib/core/logs/unwrap.ts';
import type { LogEvent } from '../../lib/core/logs/event.ts';
import type { RecordLine } from '../../lib/core/logs/record.ts';
import { createRedactor } from '../../lib/core/logs/redact.ts';
import { isSameComponent } from './component.ts';
import type { LoadedCase } from './load-cases.ts';

/** How the engine did on one case; undefined where the case does not ask. */
export interface CaseScore {
  readonly id: string;
  readonly stack: string;
  readonly kind: string;
  readonly variant: string;
  readonly isHeldOut: boolean;
  readonly tier: string;
  readonly expected: string;
  readonly answered: string;
  readonly confidence: number;
  readonly isRight: boolean;
  readonly isWhole?: boolean;
  readonly hasLine?: boolean;
  readonly hasType?: boolean;
  readonly hasFrame?: boolean;
  readonly hasComponent?: boolean;
  readonly component: string | null;
  readonly snippetLines: number;
  readonly relevantLines: number;
  readonly secrets: { readonly total: number; readonly hidden: number; readonly leaked: readonly string[] };
  readonly words: { readonly total: number; readonly lost: readonly string[] };
  readonly isSame: boolean;
  readonly ms: number;
  readonly lastError: boolean;
  readonly firstOfLast100: boolean;
  readonly diagnosis: Diagnosis;
}

const NONE = 'none';

/** Runs the engine on one case and compares with the label. */
export const scoreCase = (loaded: LoadedCase, options: DiagnoseOptions): CaseScore => {
  const { lab, evidence, isHeldOut } = loaded;
  const started = performance.now();
  const diagnosis = diagnose(evidence, options);
  const ms = performance.now() - started;
  const { label } = lab;
  const answered = diagnosis.cause?.id ?? NONE;
  const expected = label.cause ?? NONE;
  const isRight =
    answered === expected ||
    (diagnosis.cause !== null && (label.alsoAccepted ?? []).includes(diagnosis.cause.id));
  const line = exceptionLineOf(loaded);
  return {
    id: lab.id,
    stack: lab.stack,
    kind: lab.kind,
    variant: lab.variant,
    isHeldOut,
    tier: diagnosis.correlation ?? NONE,
    expected,
    answered,
    confidence: diagnosis.cause?.confidence ?? 0,
    isRight,
    ...wholeness(loaded, options),
    ...(line ? { hasLine: shows(diagnosis, line, loaded) } : {}),
    ...(label.innermostType === null ? {} : { hasType: diagnosis.exception?.type === label.innermostType }),
    ...(label.inAppFrame === null ? {} : { hasFrame: isSameFrame(diagnosis, label.inAppFrame) }),
    ...(label.component === null || label.cause === null
      ? {}
      : {
          hasComponent: isSameComponent(label.component, diagnosis.cause?.component ?? '', rangeText(loaded)),
        }),
    component: label.component,
    ...relevance(loaded, diagnosis),
    ...redaction(loaded, diagnosis),
    isSame: JSON.stringify(diagnosis) === JSON.stringify(diagnose(evidence, options)),
    ms,
    ...naive(loaded, line),
    diagnosis,
  };
};

/** Some software prints one line several times; any of them is the labelled one. */
const shows = ({ snippet }: Diagnosis, wanted: LogEvent, { events }: LoadedCase): boolean => {
  const alike = new Set(
    events
      .filter(({ source, text }) => source === wanted.source && text === wanted.text)
      .map(({ line }) => line),
  );
  return snippet.some(({ source, line }) => source === wanted.source && alike.has(line));
};

const isSameFrame = (
  { exception }: Diagnosis,
  frame: { readonly file: string; readonly line: number; readonly function: string | null },
): boolean => exception?.inAppFrame?.file === frame.file && exception.inAppFrame.line === frame.line;

/** Where the labelled line stands. */
const exceptionLineOf = ({ lab, events }: LoadedCase): LogEvent | undefined => {
  const { exceptionLine, exceptionRange: range } = lab.label;
  if (exceptionLine === null || range === null) return undefined;
  const bare = exceptionLine.replace(/\r$/, '');
  return events.find(
    ({ source, line, text }) =>
      source === range.file && line >= range.from && line <= range.to && text.replace(/\r$/, '') === bare,
  );
};

/** What the logs say of the failure itself; elsewhere in them a host may stand by chance. */
const rangeText = ({ lab, events }: LoadedCase): string => {
  const range = lab.label.exceptionRange;
  return events
    .filter(
      ({ source, line }) => range !== null && source === range.file && line >= range.from && line <= range.to,
    )
    .map(({ text }) => text)
    .join('\n');
};

/** Every line of the labelled exception in one record, and none of another writer; asked of exceptions of several lines. */
const wholeness = (
  { lab, events }: LoadedCase,
  { formats }: DiagnoseOptions,
): { readonly isWhole?: boolean } => {
  const range = lab.label.exceptionRange;
  if (range === null || range.from === range.to) return {};
  const foreign = new Set(lab.label.foreignLines);
  const wanted = events
    .filter(
      ({ source, line, text }) =>
        source === range.file &&
        line >= range.from &&
        line <= range.to &&
        !foreign.has(line) &&
        // A line that only resets a colour is empty.
        cleanLine(unwrap(text)?.text ?? text).trim() !== '',
    )
    .map(({ line }) => line);
  for (const record of reassemble(events, formats)) {
    if (record.source !== range.file) continue;
    const lines = new Set(record.lines.flatMap(linesOf));
    if (!lines.has(wanted[0] ?? 0)) continue;
    return {
      isWhole:
        wanted.every((line) => lines.has(line) || record.truncated) &&
        ![...foreign].some((line) => lines.has(line)),
    };
  }
  return { isWhole: false };
};

/** A line that a runtime had cut stands for all of its parts. */
const linesOf = ({ line, lastLine = line }: RecordLine): readonly number[] =>
  Array.from({ length: lastLine - line + 1 }, (_, index) => line + index);

/** A line is relevant when it is of the labelled exception, carries the request's id, or says what the label wants kept. */
const relevance = ({ lab }: LoadedCase, { snippet }: Diagnosis) => {
  const { exceptionRange: range, keep, foreignLines } = lab.label;
  const foreign = new Set(foreignLines);
  const relevant = snippet.filter(
    ({ source, line, text }) =>
      (range !== null &&
        source === range.file &&
        line >= range.from &&
        line <= range.to &&
        !foreign.has(line)) ||
      text.includes(lab.request.requestId) ||
      keep.some((words) => text.includes(words)) ||
      text.includes(` ${lab.request.path.split('?', 1)[0] ?? ''}`),
  );
  return { snippetLines: snippet.length, relevantLines: relevant.length };
};

const redaction = ({ lab, events }: LoadedCase, diagnosis: Diagnosis) => {
  const shown = JSON.stringify(diagnosis);
  const leaked: string[] = lab.label.secrets.filter((secret) =>
    shown.includes(JSON.stringify(secret).slice(1, -1)),
  );
  let total = 0;
  let hidden = 0;
  let words = 0;
  const lost: string[] = [];
  for (const { text } of events) {
    const secrets = lab.label.secrets.filter((secret) => text.includes(secret));
    const keep = lab.label.keep.filter((phrase) => text.includes(phrase));
    if (secrets.length + keep.length === 0) continue;
    const after = createRedactor()(text);
    for (const secret of secrets) {
      total += 1;
      if (after.includes(secret)) leaked.push(`${secret} in ${text.slice(0, 300)}`);
      else hidden += 1;
    }
    for (const phrase of keep) {
      words += 1;
      if (!after.includes(phrase)) lost.push(`${phrase} in ${after.slice(0, 300)}`);
    }
  }
  return { secrets: { total, hidden, leaked }, words: { total: words, lost } };
};

const LAST = 100;

/** What the two simplest readers would have shown. */
const naive = ({ events, evidence }: LoadedCase, line: LogEvent | undefined) => {
  const inWindow = events.slice(-LAST);
  const lastError = events.findLast(({ text }) => /\bERROR\b/.test(text));
  const first = inWindow.find(({ text }) => /error|exception|fail/i.test(text));
  const is = (event: LogEvent | undefined): boolean =>
    line !== undefined && event !== undefined && event.source === line.source && event.line === line.line;
  return { lastError: is(lastError), firstOfLast100: is(first), window: evidence.window };
};
