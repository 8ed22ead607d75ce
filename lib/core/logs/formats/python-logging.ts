import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import type { LineHeader } from '../format.ts';
import { present } from '../present.ts';

const LEVEL = '(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)';
// 2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /dberr, 2026-11-22 10:02:36,060 - shop - ERROR - boom
const DATED = new RegExp(
  String.raw`^\[?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})(?:: ${LEVEL}\/([\w.-]{1,64})\]|\]?(?: - ([\w.-]{1,128}) -| \[(\d{1,10})\])? \[?${LEVEL}\]?)(?:: | - | in ([\w.]{1,128}): | (?!\[[^\]]{1,128}\] (?:[\w.$]{1,128}(?:: | - )|\([^)]{1,128}\) )))(?:([A-Za-z_][\w-]{0,127}(?:\.[\w-]{1,128}){1,16}|root)(?::| ))?(.*)$`,
);
// ERROR:django.request:Internal Server Error: /dberr
const BASIC = new RegExp(String.raw`^${LEVEL}:([A-Za-z_][\w.-]{0,255}):(.*)$`);
// shop.orders: WARNING: no stock known
const NAMED =
  /^([a-z_][a-z\d_-]{0,127}(?:\.[a-z\d_-]{1,128}){1,16}|root): (DEBUG|INFO|WARNING|ERROR|CRITICAL): (.*)$/;
// 22293 Internal Server Error: /dberr
const PID = /^(\d{2,8}) /;

/** The `logging` module as Django, Flask and `basicConfig` set it up. */
export const pythonLogging = defineLogFormat({
  id: 'python-logging',
  title: 'Python logging',
  begins: '0123456789[DIWECF_abcdefghijklmnopqrstuvwxyz',
  examples: [
    '2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /dberr',
    '2026-11-22 10:02:36,060 - shop.orders - ERROR - order 42 failed',
    '[2026-11-22 10:03:25,601] ERROR in app: Exception on /keyerr [GET]',
    '[2026-11-22 10:03:25,601: ERROR/ForkPoolWorker-1] order 42 failed',
    'ERROR:django.request:Internal Server Error: /dberr',
    'shop.orders: WARNING: no stock known',
  ],
  header: (line) => fromBasic(line) ?? fromDated(line) ?? fromNamed(line),
  requestIdFix:
    'a logging.Filter that sets record.request_id from X-Request-ID (django-log-request-id, asgi-correlation-id), and "%(asctime)s %(levelname)s [%(request_id)s] %(name)s %(message)s"',
});

const fromBasic = (line: string): LineHeader | undefined => {
  const groups = capture(BASIC, line);
  if (groups === undefined) return undefined;
  const [level, logger, message] = groups;
  return { message, logger, ...present({ severity: parseSeverity(level) }) };
};

const fromNamed = (line: string): LineHeader | undefined => {
  const groups = capture(NAMED, line);
  if (groups === undefined) return undefined;
  const [logger, level, message] = groups;
  return { message, logger, ...present({ severity: parseSeverity(level) }) };
};

const fromDated = (line: string): LineHeader | undefined => {
  const groups = capture(DATED, line);
  if (groups === undefined) return undefined;
  const [time, workerLevel, worker, dashed, pid, level, module, dotted, message] = groups;
  return {
    ...parseTime(time),
    ...present({
      severity: parseSeverity(workerLevel || level),
      writer: worker === '' ? pidOf(pid, message) : `worker:${worker}`,
      logger: dashed || module || dotted,
    }),
    message,
  };
};

/** Where the format has `%(process)d`, it stands in brackets or before the message. */
const pidOf = (pid: string, message: string): string | undefined => {
  const own = pid || PID.exec(message)?.[1];
  return own === undefined ? undefined : `pid:${own}`;
};
