import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { LogSeverity } from '../record.ts';

// <27>Nov 22 10:00:00 web gunicorn[4711]: Traceback (most recent call last):, 2026-11-22T10:00:00.123456+00:00 web kernel: Out of memory
const HEADER =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)) (?!(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL) )([\w.-]{1,255}) ([\w./@-]{1,128})(?:\[(\d{1,10})\])?: ?(.*)$/;
// <27>1 2026-11-22T10:00:00.123Z web shop 4711 ID47 [exampleSDID@32473 iut="3"] order 42 failed
const RFC5424 =
  /^<(\d{1,3})>1 (\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|\[[^\]]{0,2048}\]) ?(?:\uFEFF)?(.*)$/;
// what the kernel says when it kills for memory
const KERNEL = /Out of memory|oom-kill|segfault|I\/O error|Killed process/;

/** Syslog and journald as text: every line has the header, so that stacks are put together by program and pid. */
export const syslog = defineLogFormat({
  id: 'syslog',
  title: 'syslog, journald',
  wraps: true,
  examples: [
    'Nov 22 10:00:00 web gunicorn[4711]: Traceback (most recent call last):',
    '2026-11-22T10:00:00.123456+00:00 web kernel: Out of memory: Killed process 4711 (node)',
    '<27>1 2026-11-22T10:00:00.123Z web shop 4711 ID47 - order 42 failed',
  ],
  header(line) {
    const modern = capture(RFC5424, line);
    if (modern !== undefined) {
      const [priority, time, , program, pid, , message] = modern;
      return entry({ priority, time, program, pid: pid === '-' ? '' : pid, message });
    }
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [priority, time, , program, pid, message] = groups;
    return entry({ priority, time, program, pid, message });
  },
  requestIdFix: 'the request id belongs into the message of the program that logs through syslog',
});

interface Entry {
  readonly priority: string;
  readonly time: string;
  readonly program: string;
  readonly pid: string;
  readonly message: string;
}

const entry = ({ priority, time, program, pid, message }: Entry) => ({
  ...parseTime(time),
  ...present({ severity: severityOf(priority, program, message) }),
  writer: `${program}:${pid}`,
  logger: program,
  message,
  inner: [message],
  continues: true,
});

/** The lowest three bits of the priority are the severity. */
const severityOf = (priority: string, program: string, message: string): LogSeverity | undefined => {
  if (program === 'kernel' && KERNEL.test(message)) return 'fatal';
  if (priority === '') return undefined;
  return (['fatal', 'fatal', 'fatal', 'error', 'warning', 'notice', 'info', 'debug'] as const)[
    Number(priority) & 7
  ];
};
