import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

// [pid: 9041|app: 0|req: 7/10] 127.0.0.1 () {30 vars in 497 bytes} [Wed Nov 25 02:50:46 2026] GET /orders => generated 2 bytes in 15 msecs (HTTP/1.1 500)
const ACCESS =
  /^\[pid: (\d{1,10})\|app: [\d-]{1,6}\|req: [\d-]{1,12}\/\d{1,12}\] \S{1,64} \([^)]{0,128}\) \{[^}]{0,64}\} \[([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})\] ([A-Z]{3,10}) (\S{1,4096}) => generated .{1,64}\(HTTP\/[\d.]{1,3} (\d{3})\)/;
// Sun Nov 22 10:20:37 2026 - *** HARAKIRI ON WORKER 1 (pid: 32329, try: 1) ***
const DATED = /^([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}) - (.*)$/;
// !!! uWSGI process 32379 got Segmentation Fault !!!, DAMN ! worker 1 (pid: 32329) died, killed by signal 9 :( trying respawn ...
const NOTICE =
  /^(?:!!! uWSGI process (\d{1,10}) got |DAMN ! worker \d{1,6} \(pid: (\d{1,10})\) died|HARAKIRI \[core \d{1,6}\] |\*\*\* HARAKIRI ON WORKER \d{1,6} \(pid: (\d{1,10})|worker \d{1,6} (?:buried|lifetime reached)|unable to load app \d)/;
// Respawned uWSGI worker 1 (new pid: 9065), spawned uWSGI worker 2, *** Starting uWSGI 2.0.21 ***, WSGI app 0 (mountpoint='') ready
const INFO = /^(?:Respawned uWSGI |spawned uWSGI |\*\*\* (?:Starting )?uWSGI |WSGI app \d)/;
// HARAKIRI [core 0] 127.0.0.1 - GET /slow since 1795342834
const STUCK = / - ([A-Z]{3,10}) (\/\S{0,2048}) since \d/;
// *** backtrace of 9040 ***, uwsgi(uwsgi_backtrace+0x2f) [0x564b0dde04df], *** end of backtrace ***
const BACKTRACE =
  /^(?:\*\*\* (?:backtrace of \d{1,10}|end of backtrace) \*\*\*|\S{1,512}\([^()\s]{0,256}\) \[0x[0-9a-f]{1,16}\])$/;

/** The log of uWSGI: requests, and what happened to workers; tracebacks of the application stand between without a time. */
export const uwsgi = defineLogFormat({
  id: 'uwsgi',
  title: 'uWSGI',
  begins: '[!*DHMRFSTWsuw',
  examples: [
    '[pid: 9041|app: 0|req: 7/10] 127.0.0.1 () {30 vars in 497 bytes} [Wed Nov 25 02:50:46 2026] GET /orders => generated 2 bytes in 15 msecs (HTTP/1.1 500) 2 headers in 78 bytes',
    'Sun Nov 22 10:20:37 2026 - *** HARAKIRI ON WORKER 1 (pid: 32329, try: 1) ***',
    'DAMN ! worker 1 (pid: 32329) died, killed by signal 9 :( trying respawn ...',
    '!!! uWSGI process 32379 got Segmentation Fault !!!',
  ],
  header: (line) => fromAccess(line) ?? fromNotice(line),
  continues: (line) => /^\*\*\* |\]$/.test(line) && BACKTRACE.test(line),
  requestIdFix: 'log-format = %(addr) "%(method) %(uri)" %(status) %(var.HTTP_X_REQUEST_ID)',
});

const fromAccess = (line: string): LineHeader | undefined => {
  const groups = capture(ACCESS, line);
  if (groups === undefined) return undefined;
  const [pid, time, method, path, code] = groups;
  const status = Number(code);
  return {
    ...parseTime(time),
    severity: status >= 500 ? 'error' : 'info',
    http: { method, path, status },
    fields: { workerPid: pid },
    message: line,
  };
};

const fromNotice = (line: string): LineHeader | undefined => {
  const dated = capture(DATED, line);
  const [printed, message] = dated ?? ['', line];
  const time = parseTime(printed);
  const notice = NOTICE.exec(message);
  if (notice !== null) return { ...time, severity: 'error', ...present(factsOf(notice, message)), message };
  return dated !== undefined || INFO.test(message) ? { ...time, severity: 'info', message } : undefined;
};

const factsOf = (notice: RegExpExecArray, message: string): Pick<LineHeader, 'fields' | 'http'> => {
  const workerPid = notice.slice(1).find((pid) => pid !== undefined);
  const stuck = capture(STUCK, message);
  return {
    ...(workerPid === undefined ? {} : { fields: { workerPid } }),
    ...(stuck === undefined ? {} : { http: { method: stuck[0], path: stuck[1] } }),
  };
};
