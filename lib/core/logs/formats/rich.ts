import {
  parseRichTraceback,
  RICH_BARE_TOP,
  RICH_END,
  RICH_SIDE,
  RICH_TOP,
} from '../exceptions/rich-traceback.ts';
import { isChainSentence } from '../exceptions/python-traceback.ts';
import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

// [08:49:08] ERROR    GET /orders failed                         views.py:9, and set in where the time is the same
const HEADER =
  /^(?:\[(?:\d\d\/\d\d\/\d\d )?\d{1,2}:\d\d:\d\d(?: [AP]M)?\] {1,2}| {8,26})(DEBUG|INFO|WARNING|ERROR|CRITICAL) {1,5}(?=\S)(.*)$/;
// the place in the code, at the end of the line
const AT = /(?<=\S) {2,200}[\w.-]{1,80}:\d{1,6}\s{0,200}$/;
const SENTENCE = /^\s{0,64}(?:The above exception was|During handling of the above)/;

/** What Rich prints, by itself or for structlog: lines of its log handler, and tracebacks drawn into boxes. */
export const rich = defineLogFormat({
  id: 'rich',
  title: 'Rich',
  begins: '[ ',
  examples: [
    '[08:49:08] ERROR    GET /orders failed                         views.py:9',
    '╭───────────────────── Traceback (most recent call last) ──────────────────────╮',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    return {
      message: groups[1].replace(AT, '').trimEnd(),
      ...present({ severity: parseSeverity(groups[0]) }),
    };
  },
  starts: (line) => RICH_TOP.test(line),
  continues: (line, previous) =>
    RICH_SIDE.test(line) ||
    RICH_END.test(line) ||
    RICH_BARE_TOP.test(line) ||
    RICH_END.test(previous) ||
    SENTENCE.test(line) ||
    isChainSentence(line) ||
    (RICH_TOP.test(line) && SENTENCE.test(previous)),
  mark: /Traceback \(most recent call last\) ─/,
  exception: parseRichTraceback,
  requestIdFix:
    'structlog.contextvars.bind_contextvars(request_id=request.headers.get("X-Request-ID")) in the middleware',
});
