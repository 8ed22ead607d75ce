import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

// [2026-11-22 10:02:45 +0000] [22291] [CRITICAL] WORKER TIMEOUT (pid:22293)
const HEADER = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4})\] \[(\d{1,10})\] \[([A-Z]{4,8})\] (.*)$/;
// WORKER TIMEOUT (pid:22293), Worker (pid:22441) was sent SIGKILL!
const WORKER = /\(pid:(\d{1,10})\)/;
// Error handling request GET /slow, Error handling request /slow
const REQUEST = /^Error handling request (?:([A-Z]{3,10}) )?(\/\S{0,2048})/;

/** The error log of gunicorn: of the arbiter and of its workers, told apart by the pid. */
export const gunicorn = defineLogFormat({
  id: 'gunicorn',
  title: 'gunicorn error log',
  begins: '[',
  examples: [
    '[2026-11-22 10:02:45 +0000] [22291] [CRITICAL] WORKER TIMEOUT (pid:22293)',
    '[2026-11-22 10:02:45 +0000] [22293] [ERROR] Error handling request GET /slow',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, pid, level, message] = groups;
    const request = capture(REQUEST, message);
    const workerPid = WORKER.exec(message)?.[1];
    return {
      ...parseTime(time),
      ...present({
        severity: parseSeverity(level),
        http: request && { ...present({ method: request[0] }), path: request[1] },
        fields: workerPid === undefined ? undefined : { workerPid },
      }),
      writer: `pid:${pid}`,
      message,
    };
  },
  requestIdFix: 'access_log_format = \'%(h)s "%(r)s" %(s)s %({x-request-id}i)s\'',
});
