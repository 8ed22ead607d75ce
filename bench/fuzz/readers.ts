import { CAUSE_RULES, LOG_FORMATS } from '../../lib/catalog.ts';
import { look } from '../../lib/core/causes/seen.ts';
import type { Evidence } from '../../lib/core/diagnosis/evidence.ts';
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

const SENT_AT = Date.parse('2026-11-22T10:00:00Z');

/** A failing request whose ids and path are looked for, at the time that the pieces have. */
const ASKED: Omit<Evidence, 'events'> = {
  attempt: {
    tick: SENT_AT,
    location: 'home',
    number: 1,
    startedAt: SENT_AT,
    durationMs: 300,
    phases: {},
    id: {
      requestId: 'hp-orders-01JD3ZK7Q-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
      amznTraceId: 'Root=1-67af3c1d-0a1b2c3d4e5f60718293a4b5',
    },
    answeredIds: { 'x-request-id': 'c793869b-1111-2222-3333-444455556666' },
    target: 'GET http://target.example/a',
    method: 'GET',
    path: '/a',
    status: 500,
    failure: { kind: 'status', code: '500', message: 'status (500) == 2xx' },
    failedAssertions: [],
  },
  window: { from: SENT_AT - 120_000, to: SENT_AT + 30_000 },
  baseline: [],
  changes: [],
  trends: [],
  gaps: [],
};

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
    (text) => diagnose({ ...ASKED, events: [event(text)] }, { formats: LOG_FORMATS, rules: CAUSE_RULES }),
    WHOLE_WAY,
  ),
];
