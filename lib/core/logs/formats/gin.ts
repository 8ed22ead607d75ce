import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';

// [GIN] 2026/12/01 - 04:59:38 | 500 |  465.485µs |  192.0.2.1 | GET      "/a"
const ACCESS =
  /^\[GIN\] (\d{4}\/\d\d\/\d\d) - (\d\d:\d\d:\d\d) \| {0,2}(\d{3}) \| {0,16}\S{1,24} \| {0,40}(\S{1,64}) \| {0,2}([A-Z]{3,10}) {1,8}"([^"]{1,2048})"$/;
// 2026/12/01 04:59:38 [Recovery] 2026/12/01 - 04:59:38 panic recovered:
const RECOVERY = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) (\[Recovery\] .{0,64}panic recovered:)$/;
// Error #01: dial tcp 127.0.0.1:5998: connect: connection refused
const ERROR = /^Error #\d\d: /;

/** Gin's request log, with the errors of the request below its line, and its recovery from panics. */
export const gin = defineLogFormat({
  id: 'gin',
  title: 'Gin',
  begins: '[0123456789',
  examples: [
    '[GIN] 2026/12/01 - 04:59:38 | 500 | 465.485µs |       192.0.2.1 | GET      "/a"',
    '2026/12/01 04:59:38 [Recovery] 2026/12/01 - 04:59:38 panic recovered:',
  ],
  header(line) {
    const groups = capture(ACCESS, line);
    if (groups !== undefined) {
      const [date, time, status, client, method, path] = groups;
      return {
        ...parseTime(`${date} ${time}`),
        severity: Number(status) >= 500 ? 'error' : 'info',
        http: { method, path, status: Number(status) },
        fields: { client },
        message: line,
      };
    }
    const recovery = capture(RECOVERY, line);
    if (recovery === undefined) return undefined;
    return { ...parseTime(recovery[0]), severity: 'error', message: recovery[1] };
  },
  continues: (line, previous) => ERROR.test(line) && (previous.startsWith('[GIN] ') || ERROR.test(previous)),
  requestIdFix: 'gin.LoggerWithFormatter(…) that prints param.Request.Header.Get("X-Request-ID")',
});
