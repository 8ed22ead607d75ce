import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';

const LEVEL = '(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)';
// 2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /dberr, 2026-11-22 10:02:36,060 - shop - ERROR - boom
const DATED = new RegExp(
  String.raw`^\[?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})(?:: ${LEVEL}\/([\w.-]{1,64})\]|\]?(?: - ([\w.-]{1,128}) -| \[(\d{1,10})\])? \[?${LEVEL}\]?)(?:: | - | in ([\w.]{1,128}): | (?!\[[^\]]{1,128}\] [\w.$]{1,128}(?:: | - )))(?:([A-Za-z_][\w-]{0,127}(?:\.[\w-]{1,128}){1,16}|root)(?::| ))?(.*)$`,
);
// ERROR:django.request:Internal Server Error: /dberr
const BASIC = new RegExp(String.raw`^${LEVEL}:([A-Za-z_][\w.-]{0,255}):(.*)$`);
// 22293 Internal Server Error: /dberr
const PID = /^(\d{2,8}) /;

/** The `logging` module as Django, Flask and `basicConfig` set it up. */
export const pythonLogging = defineLogFormat({
  id: 'python-logging',
  title: 'Python logging',
  examples: [
    '2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /dberr',
    '2026-11-22 10:02:36,060 - shop.orders - ERROR - order 42 failed',
    '[2026-11-22 10:03:25,601] ERROR in app: Exception on /keyerr [GET]',
    '[2026-11-22 10:03:25,601: ERROR/ForkPoolWorker-1] order 42 failed',
    'ERROR:django.request:Internal Server Error: /dberr',
  ],
  header(line) {
    const basic = BASIC.exec(line);
    if (basic !== null) {
      const severity = parseSeverity(basic[1]);
      return {
        message: basic[3] ?? '',
        logger: basic[2] ?? '',
        ...(severity === undefined ? {} : { severity }),
      };
    }
    const match = DATED.exec(line);
    if (match === null) return undefined;
    const [, time = '', workerLevel, worker, dashed, pid, level, module, dotted, message = ''] = match;
    const severity = parseSeverity(workerLevel ?? level);
    const writer = worker?.replace(/^/, 'worker:') ?? (pid ?? PID.exec(message)?.[1])?.replace(/^/, 'pid:');
    const logger = dashed ?? module ?? dotted;
    return {
      ...parseTime(time),
      ...(severity === undefined ? {} : { severity }),
      ...(writer === undefined ? {} : { writer }),
      ...(logger === undefined ? {} : { logger }),
      message,
    };
  },
  requestIdFix:
    'a logging.Filter that sets record.request_id from X-Request-ID (django-log-request-id, asgi-correlation-id), and "%(asctime)s %(levelname)s [%(request_id)s] %(name)s %(message)s"',
});
