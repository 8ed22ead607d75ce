import type { Assertion } from './assertion.ts';

/** More does not fit on a phone's lock screen beside the check's name. */
const MAX_SHOWN = 80;

/** Redaction costs time in proportion to the text, and nothing beyond this is shown. */
const MAX_REDACTED = 4_096;

const DAY_MS = 86_400_000;

/** The text of an assertion that held: numbers are shown, texts are not, for nobody reads them and redacting each would cost. */
export const renderHeld = (assertion: Assertion, actual: Actual): string => {
  const { before, after } = frameOf(assertion);
  return actual.kind === 'value' && typeof actual.value === 'number'
    ? `${before} (${show(assertion, actual.value)}) ${after}`
    : `${before} ${after}`;
};

/** What does not change in the texts of one assertion. */
interface Frame {
  readonly before: string;
  readonly after: string;
}

/** Most assertions hold, and are the same in each tick. */
const frames = new WeakMap<Assertion, Frame>();

const frameOf = (assertion: Assertion): Frame => {
  const known = frames.get(assertion);
  if (known) return known;
  const frame = { before: label(assertion), after: relatedTo(assertion) };
  frames.set(assertion, frame);
  return frame;
};

/** What was really there: a value, or words of ours such as `missing`. */
export type Actual =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'words'; readonly words: string };

/** `status (500) == 2xx`: a broken relation with its actual value, shortened and redacted. */
export const renderAssertion = (
  assertion: Assertion,
  actual: Actual,
  redact: (text: string) => string,
): string => {
  const came = actual.kind === 'words' ? actual.words : show(assertion, actual.value);
  const { before, after } = frameOf(assertion);
  return `${before} (${shorten(redact(came.slice(0, MAX_REDACTED)))}) ${after}`;
};

const relatedTo = (assertion: Assertion): string => {
  const wanted = expectedText(assertion);
  return wanted === '' ? relationText(assertion) : `${relationText(assertion)} ${shorten(wanted)}`;
};

const label = ({ fact, selector }: Assertion): string => {
  if (selector === undefined) return fact;
  return fact === 'latency' || fact === 'certificate' ? `${fact}.${selector}` : `${fact} ${selector}`;
};

const relationText = ({ relation }: Assertion): string => (relation === 'is' ? 'is one of' : relation);

const expectedText = (assertion: Assertion): string => {
  const { relation, expected } = assertion;
  if (relation === 'exists' || relation === 'not exists') return '';
  if (relation === 'valid against') return 'schema';
  if (relation === 'is' && Array.isArray(expected))
    return expected.map((each) => show(assertion, each)).join(', ');
  return show(assertion, expected);
};

const show = ({ fact }: Assertion, value: unknown): string => {
  if (fact === 'latency' && typeof value === 'number') return `${Math.round(value)} ms`;
  if ((fact === 'certificateExpiry' || fact === 'domainExpiry') && typeof value === 'number')
    return `${Math.floor((value / DAY_MS) * 10) / 10} d`;
  if (fact === 'json') return JSON.stringify(value) ?? 'undefined';
  return Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value);
};

const shorten = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MAX_SHOWN ? line : `${line.slice(0, MAX_SHOWN - 1)}…`;
};
