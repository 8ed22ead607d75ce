import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { LogSeverity } from '../record.ts';

// 127.0.0.1:48320 [22/Nov/2026:10:20:01.562] f ref/s1 0/0/-1/-1/1504 503 217 - - SC-- 1/1/0/0/3 0/0 "GET /x HTTP/1.1"
const ACCESS =
  /^([\w.:]{1,64}:\d{1,5}) \[(\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] (\S{1,128}) ([^\s/]{1,128})\/(\S{1,128}) ([+\d/-]{5,64}) (-1|\d{3}) \+?\d{1,19} \S{1,256} \S{1,256} ([A-Za-z-]{4}) (.*)$/;
// "GET /orders HTTP/1.1"
const REQUEST = /"([A-Z]{3,10}) (\S{1,2048})[ "]/;
// [WARNING]  (4711) : Server none/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused"
const NOTICE = /^\[(NOTICE|WARNING|ALERT)\] {1,4}(?:\d{1,3}\/\d{6} )?\((\d{1,10})\) : (.*)$/;
// Server none/s1 is DOWN, reason: …, backend 'none' has no server available!
const EVENT =
  /^(?:Server \S{1,128}\/\S{1,128} is (?:DOWN|UP)|(?:proxy|backend) '?\S{1,128}'? has no server available)/;

/** HAProxy's HTTP log; the four characters of the termination state say who ended the request, and when. */
export const haproxy = defineLogFormat({
  id: 'haproxy',
  title: 'HAProxy',
  begins: '0123456789abcdef:[Sp',
  examples: [
    '127.0.0.1:48320 [22/Nov/2026:10:20:01.562] f ref/s1 0/0/-1/-1/1504 503 217 - - SC-- 1/1/0/0/3 0/0 "GET /x HTTP/1.1"',
    '[WARNING]  (4711) : Server none/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused"',
    "backend 'none' has no server available!",
  ],
  header(line) {
    const notice = capture(NOTICE, line);
    if (notice !== undefined) {
      const [level, pid, message] = notice;
      return { severity: level === 'NOTICE' ? 'notice' : 'error', writer: `pid:${pid}`, message };
    }
    if (EVENT.test(line)) return { severity: line.includes(' is UP') ? 'notice' : 'error', message: line };
    const groups = capture(ACCESS, line);
    return groups === undefined ? undefined : readAccess(line, groups);
  },
  requestIdFix:
    'unique-id-format %[req.hdr(X-Request-ID)] and %ID in log-format, or http-request capture req.hdr(X-Request-ID) len 64',
});

/** What the proxy itself refuses is worth a look, whatever the status. */
const severityOf = (status: number, state = ''): LogSeverity => {
  if (status >= 500 || status < 0) return 'error';
  return state.startsWith('P') && status >= 400 ? 'warning' : 'info';
};

const readAccess = (line: string, groups: readonly string[]) => {
  const [client, time = '', frontend, backend, server, timers, code, state] = groups;
  const status = Number(code);
  const request = REQUEST.exec(line);
  return {
    ...parseTime(time),
    severity: severityOf(status, state),
    http: {
      ...present({ method: request?.[1], path: request?.[2], upstream: `${backend}/${server}` }),
      ...(status > 0 ? { status } : {}),
    },
    fields: present({ client, frontend, backend, server, timers, terminationState: state }) as Record<
      string,
      string
    >,
    message: line,
  };
};
