import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { HttpFacts } from '../record.ts';
import { parseSeverity } from '../severity.ts';

// [E 261122 10:00:00 web:2108] Uncaught exception GET /a (127.0.0.1)
const HEADER = /^\[([DIWEC]) (\d\d)(\d\d)(\d\d) (\d\d:\d\d:\d\d) ([\w.-]{1,64}):(\d{1,6})\] (.*)$/;
// 500 GET /a (127.0.0.1) 2.24ms
const ACCESS = /^(\d{3}) ([A-Z]{3,10}) (\S{1,2048}) \([^)]{1,64}\) [\d.]{1,16}ms$/;
// Uncaught exception GET /a (127.0.0.1)
const UNCAUGHT = /^Uncaught exception ([A-Z]{3,10}) (\S{1,2048}) \(/;

/** Tornado's own layout, which Jupyter uses as well; the exception stands set in below its line. */
export const tornado = defineLogFormat({
  id: 'tornado',
  title: 'Tornado',
  begins: '[',
  examples: [
    '[E 261122 10:00:00 web:2108] Uncaught exception GET /a (127.0.0.1)',
    '[I 261122 10:00:00 web:2591] 200 GET /a (127.0.0.1) 2.24ms',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [level, year, month, day, time, module, , message] = groups;
    return {
      ...parseTime(`20${year}-${month}-${day} ${time}`),
      ...present({ severity: parseSeverity(level === 'C' ? 'critical' : level), http: httpOf(message) }),
      logger: module,
      message,
    };
  },
  requestIdFix:
    'Application(log_function=…) that logs handler.request.headers.get("X-Request-ID"), and the same in RequestHandler.log_exception',
});

const httpOf = (message: string): HttpFacts | undefined => {
  const access = capture(ACCESS, message);
  if (access !== undefined) return { status: Number(access[0]), method: access[1], path: access[2] };
  const uncaught = capture(UNCAUGHT, message);
  return uncaught === undefined ? undefined : { method: uncaught[0], path: uncaught[1] };
};
