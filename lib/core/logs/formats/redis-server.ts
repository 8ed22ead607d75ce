import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { LogSeverity } from '../record.ts';

// 16845:M 25 Nov 2026 03:18:29.898 # User requested shutdown...
const HEADER = /^(\d{1,10}):([XCSM]) (\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) ([.*#-]) (.*)$/;
// 16845:signal-handler (1795576709) Received SIGTERM scheduling shutdown...
const SIGNAL = /^(\d{1,10}):signal-handler \((\d{10})\) (.*)$/;
// words that a warning of Redis has when it is one; it marks its start-up banner the same way
const TROUBLE =
  /\b(?:error|fail|can't|cannot|denied|oom|memory|refused|misconf|shutdown|aborting|lost|crash)/i;

/** The log of a Redis server: pid, role, local time, and one character for the level. */
export const redisServer = defineLogFormat({
  id: 'redis-server',
  title: 'Redis server log',
  begins: '0123456789',
  examples: [
    '16845:M 25 Nov 2026 03:18:29.898 # User requested shutdown...',
    '16845:signal-handler (1795576709) Received SIGTERM scheduling shutdown...',
  ],
  header(line) {
    const signal = capture(SIGNAL, line);
    if (signal !== undefined) {
      const [pid, seconds, message] = signal;
      const timestamp = Number(seconds) * 1000;
      return { timestamp, timeQuality: 'zoned', severity: 'warning', writer: `pid:${pid}`, message };
    }
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [pid, role, time, mark, message] = groups;
    return {
      ...parseTime(time),
      ...present({ severity: severityOf(mark, message) }),
      writer: `pid:${pid}`,
      logger: role,
      message,
    };
  },
  requestIdFix: 'Redis logs no requests: log the key and the request id in the client',
});

const severityOf = (mark: string, message: string): LogSeverity => {
  if (mark === '#') return TROUBLE.test(message) ? 'warning' : 'notice';
  return mark === '*' ? 'notice' : 'debug';
};
