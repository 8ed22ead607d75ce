import { CAUSE_RULES, LOG_FORMATS } from '../../lib/catalog.ts';
import { look } from '../../lib/core/causes/seen.ts';
import { diagnose } from '../../lib/core/diagnosis/diagnose.ts';
import { cleanLine } from '../../lib/core/logs/clean-line.ts';
import { findIds } from '../../lib/core/logs/find-ids.ts';
import type { LogFormat } from '../../lib/core/logs/format.ts';
import { parseException } from '../../lib/core/logs/parse-exception.ts';
import { reassemble } from '../../lib/core/logs/reassemble.ts';
import { createRedactor } from '../../lib/core/logs/redact.ts';
import { unwrap } from '../../lib/core/logs/unwrap.ts';

/** Something that reads hostile text. */
export interface Reader {
  readonly name: string;
  /** The whole way costs more than one parser; it is held to a multiple of the limit. */
  readonly allowance: number;
  readonly read: (text: string) => unknown;
}

/** A text of a thousand exceptions is a thousand records, each parsed: that much more than one line and one parser. */
const WHOLE_WAY = 10;
/** A rule looks at the statements of a record, which are this long at most. */
const RULE_CHARS = 16_384;

const event = (text: string) => ({ source: 's', stream: 's', line: 1, text });

const reader = (name: string, read: (text: string) => unknown, allowance = 1): Reader => ({
  name,
  read,
  allowance,
});

/** Each part of a format by itself, on the whole text as one line. */
const partsOf = (format: LogFormat): readonly Reader[] => [
  ...(format.header ? [reader(`${format.id} header`, (text) => format.header?.(oneLine(text)))] : []),
  ...(format.starts ? [reader(`${format.id} starts`, (text) => format.starts?.(oneLine(text)))] : []),
  ...(format.continues
    ? [
        reader(`${format.id} continues`, (text) => format.continues?.(oneLine(text), 'Error: boom')),
        reader(`${format.id} continues after`, (text) =>
          format.continues?.('    at f (/a.js:1:2)', oneLine(text)),
        ),
      ]
    : []),
  ...(format.exception
    ? [
        reader(`${format.id} exception`, (text) => format.exception?.([oneLine(text)])),
        reader(`${format.id} exception of lines`, (text) => format.exception?.(linesOf(text))),
      ]
    : []),
];

/** What is read as one line has no newline in it. */
const oneLine = (text: string): string => text.replaceAll('\n', ' ');

/** A record holds so much at most. */
const RECORD_LINES = 1_000;
const LINE_CHARS = 16_384;

const linesOf = (text: string): readonly string[] =>
  text.split('\n', RECORD_LINES).map((line) => line.slice(0, LINE_CHARS));

const records = (text: string) => [...reassemble([event(text)], LOG_FORMATS)];

/** Everything that reads a line, and the way from lines to the diagnosis. */
export const READERS: readonly Reader[] = [
  ...LOG_FORMATS.flatMap(partsOf),
  reader('clean-line', cleanLine),
  reader('unwrap', unwrap),
  reader('find-ids', findIds),
  reader('redactor', (text) => createRedactor()(text)),
  reader('parse-exception', (text) => parseException(linesOf(text), LOG_FORMATS)),
  ...CAUSE_RULES.map((rule) =>
    reader(
      `rule ${rule.id}`,
      (text) => {
        const [first] = records(text.slice(0, RULE_CHARS));
        return first && rule.match(look(first));
      },
      WHOLE_WAY,
    ),
  ),
  reader('lines to records', records, WHOLE_WAY),
  reader(
    'lines to diagnosis',
    (text) =>
      diagnose(
        { window: null, events: [event(text)], baseline: [], changes: [], trends: [], gaps: [] },
        { formats: LOG_FORMATS, rules: CAUSE_RULES },
      ),
    WHOLE_WAY,
  ),
];
