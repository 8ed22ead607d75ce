import { PYTHON_EXCEPTION, PYTHON_FRAME } from '../exceptions/python-frame.ts';
import { isChainSentence, parsePythonTraceback } from '../exceptions/python-traceback.ts';
import { defineLogFormat } from '../format.ts';

// Traceback (most recent call last):,   + Exception Group Traceback (most recent call last):
const STARTS = /^(?: {2}\+ Exception Group )?Traceback \(most recent call last\):\s*$/;
//   File "/srv/shop/app.py", line 1
const SYNTAX_ERROR = /^ {2}File "[^"]{1,1024}", line \d{1,9}$/;
//     ~~~~^^^^^^^^
const CARET = /^\s[\s~^]{1,512}$/;
//   | ValueError: 1,   +-+---------------- 1 ----------------
const GUTTER = /^ {2,}(?:\| |\|$|\+-)/;
// (Background on this error at: https://sqlalche.me/e/20/e3q8), [SQL: SELECT 1], [parameters: (7,)], LINE 1: select, DETAIL:  Key
const MESSAGE_TAIL =
  /^(?:\(Background on this error at: |\[SQL: |\[parameters: |\[cached since |LINE \d+: |DETAIL: |HINT: |CONTEXT: |\[Previous line repeated )/;

// what only SQLAlchemy says, below a message of however many lines
const SQLALCHEMY_TAIL = /^(?:\(Background on this error at: |\[SQL: |\[parameters: )/;

// billiard.einfo.ExceptionWithTraceback:, concurrent.futures.process._RemoteTraceback:
const REMOTE = /^[\w.]{1,256}Traceback: ?$/;
// the traceback of another process stands between two such lines
const QUOTES = /^"{3}$/;

const isSource = (line: string): boolean =>
  /^\s{4}/.test(line) && !CARET.test(line) && !PYTHON_FRAME.test(line);

/**
 * A frame is followed by its source, this by carets or the next frame, the last by the exception's name. Strict, so that
 * two tracebacks that are woven into each other come apart; what is merely set in joins by its place.
 */
const continues = (line: string, previous: string): boolean => {
  if (STARTS.test(line)) return isChainSentence(previous) || QUOTES.test(previous);
  if (QUOTES.test(line)) return REMOTE.test(previous) || PYTHON_EXCEPTION.test(previous);
  if (isChainSentence(line)) return true;
  if (/^\s/.test(line)) return continuesFrames(line, previous);
  return continuesName(line, previous);
};

const continuesFrames = (line: string, previous: string): boolean => {
  if (PYTHON_FRAME.test(line)) return STARTS.test(previous) || CARET.test(previous) || isSource(previous);
  if (GUTTER.test(line)) return GUTTER.test(previous) || STARTS.test(previous);
  if (CARET.test(line)) return isSource(previous);
  return PYTHON_FRAME.test(previous) && isSource(line);
};

const continuesName = (line: string, previous: string): boolean => {
  if (SQLALCHEMY_TAIL.test(line)) return true;
  if (MESSAGE_TAIL.test(line)) return PYTHON_EXCEPTION.test(previous) || MESSAGE_TAIL.test(previous);
  const mayEnd = /^\s{2,}(?!at )\S/.test(previous) || isChainSentence(previous);
  return mayEnd && PYTHON_EXCEPTION.test(line) && /[A-Z]/.test(line);
};

/** Tracebacks of Python: innermost first, with caret lines, repeated-line notes, chains and exception groups. */
export const python = defineLogFormat({
  id: 'python',
  title: 'Python traceback',
  examples: [
    'Traceback (most recent call last):',
    '  + Exception Group Traceback (most recent call last):',
    '  File "/srv/shop/app.py", line 1',
  ],
  starts: (line) => STARTS.test(line) || SYNTAX_ERROR.test(line),
  continues,
  mark: /Traceback \(most recent|^\s{0,64}File "/m,
  exception: (lines) => parsePythonTraceback(lines),
  requestIdFix:
    "logging.getLogger(__name__).exception('request %s failed', request.headers.get('X-Request-ID')) in the error handler, or a logging.Filter that sets record.request_id",
});
