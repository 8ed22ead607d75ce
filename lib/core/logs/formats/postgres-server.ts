import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { LogSeverity } from '../record.ts';
import { parseSeverity } from '../severity.ts';

// 2026-11-25 03:19:07.180 UTC [18446] shop@shop FATAL:  password authentication failed, 2026-11-22 10:19:06 UTC:127.0.0.1(33304):postgres@postgres:[31538]:FATAL:  …
const HEADER =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) ([A-Z]{2,5}|[+-]\d\d)([ :].{0,200}?)(LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE): {1,2}(.*)$/;
const PID = /\[(\d{1,10})(?:-\d{1,9})?\]/;
const USER = /(?:^|[ :])([^@\s:\][]{1,63})@([^@\s:\][]{1,63})(?=[ :]|$)/;
// [42P01] or 42P01: in a prefix with %e
const SQLSTATE = /(?:^|[ :[])([0-9A-Z]{5})(?=[\]: ])/;
// DETAIL:  Role "shop" does not exist.
const PART = /^(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION|BACKTRACE): /;

/** The server log of PostgreSQL, with the usual prefixes and those of RDS; details follow on lines of their own. */
export const postgresServer = defineLogFormat({
  id: 'postgres-server',
  title: 'PostgreSQL server log',
  wraps: true,
  begins: '0123456789',
  examples: [
    '2026-11-25 03:19:07.180 UTC [18446] FATAL:  password authentication failed for user "shop"',
    '2026-11-22 10:19:06 UTC:127.0.0.1(33304):shop@orders:[31538]:ERROR:  relation "x" does not exist at character 15',
    '2026-11-25 03:19:07.180 UTC [18446] shop@orders LOG:  could not receive data from client: Connection reset by peer',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, zone, prefix, level, text] = groups;
    const pid = PID.exec(prefix)?.[1];
    const [, user, database] = USER.exec(prefix) ?? [];
    const isPart = PART.test(`${level}: `);
    return {
      ...parseTime(`${time} ${zone === 'GMT' ? 'UTC' : zone}`),
      ...present({ severity: isPart ? undefined : severityOf(level), writer: pid && `pid:${pid}` }),
      fields: present({ user, database, sqlState: SQLSTATE.exec(prefix.replace(PID, ''))?.[1] }) as Record<
        string,
        string
      >,
      message: isPart ? `${level}:  ${text}` : text,
      ...(isPart ? { inner: [`${level}:  ${text}`], continues: true } : {}),
    };
  },
  continues: (line) => PART.test(line),
  requestIdFix:
    "log_line_prefix = '%m [%p] %q%u@%d app=%a ' and application_name set to the request id, or sqlcommenter's /*traceparent=…*/",
});

const severityOf = (level: string): LogSeverity | undefined =>
  level === 'LOG' ? 'info' : parseSeverity(level.replace(/\d$/, ''));
