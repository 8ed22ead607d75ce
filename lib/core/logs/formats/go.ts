import { GOROUTINE, isGoPanic, isGoTrace, parseGoPanic } from '../exceptions/go-panic.ts';
import { parseGoStack } from '../exceptions/go-stack.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';

// 2026/11/22 10:08:02 http: panic serving 127.0.0.1:51836: runtime error: invalid memory address, 2026/11/22 10:08:02.123456 main.go:12: x
const HEADER =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) (?!\[)(?:([\w.-]{1,128}\.go:\d{1,9}): )?(.*)$/;
// main.main.func3({0x735330?, 0xc000130000}, 0x4a6693?), created by net/http.(*Server).Serve
const CALL =
  /^\s{0,8}(?:-> )?(?:created by )?[\w./*()-]{1,512}(?:\([^()]{0,1024}\)| in goroutine \d{1,12})?$/;
// panic: db: connection refused, 	panic: wrapped: db: connection refused, exit status 2
const PART = /^(?:\s{0,8}panic: |exit status \d{1,3}$|\[signal SIG)/;
// error, failed, cannot, refused, can't evaluate field, server misbehaving
const TROUBLE =
  /\b(?:error|failed|failure|fatal|panic|cannot|can't|could not|refused|denied|timeout|timed out|exceeded|unable|invalid|unexpected|misbehaving|no such|not found|does not exist|out of range|no space left|reset by peer|broken pipe|deadlock|violates|too many|NOAUTH|WRONGPASS)\b/i;

/** The standard `log` package and the traces of panics; wrapped errors are one line, outermost first. */
export const go = defineLogFormat({
  id: 'go',
  title: 'Go log and panic',
  begins: '0123456789',
  examples: [
    '2026/11/22 10:08:02 http: panic serving 127.0.0.1:51836: runtime error: invalid memory address or nil pointer dereference',
    '2026/11/22 10:08:02 error calling inventory: get stock: dial tcp 127.0.0.1:5998: connect: connection refused',
    'panic: db: connection refused',
    'fatal error: concurrent map writes',
  ],
  header(line) {
    const match = HEADER.exec(line);
    const time = match === null ? undefined : parseTime(match[1] ?? '');
    if (match === null || time === undefined) return undefined;
    const message = match[3] ?? '';
    return {
      ...time,
      message,
      ...(match[2] === undefined ? {} : { logger: match[2] }),
      severity: TROUBLE.test(message) ? 'error' : 'info',
    };
  },
  starts: (line) => /^(?:panic: |fatal error: )/.test(line) || GOROUTINE.test(line),
  continues: (line, previous) =>
    isGoTrace(line) || ((CALL.test(line) || PART.test(line)) && (isGoTrace(previous) || isGoPanic(previous))),
  mark: /panic|PANIC|fatal error|goroutine |\.go:\d/,
  exception: (lines) => parseGoPanic(lines) ?? parseGoStack(lines),
  requestIdFix:
    'log.SetPrefix or slog.With("request_id", r.Header.Get("X-Request-ID")) in the middleware that wraps the handler',
});
