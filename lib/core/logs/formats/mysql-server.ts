import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { LogSeverity } from '../record.ts';
import { parseSeverity } from '../severity.ts';

// 2026-11-25  3:19:05 20 [Note] InnoDB: Transactions deadlock detected, 2026-11-22T10:08:00.123456Z 8 [ERROR] [MY-010119] [Server] Aborting
const HEADER =
  /^(\d{4}-\d\d-\d\d(?:T| {1,2})\d{1,2}:\d\d:\d\d(?:\.\d{1,6}(?:Z|[+-]\d\d:\d\d))?) (\d{1,20}) \[(Note|Warning|ERROR|System|Error)\] (?:\[(MY-\d{6})\] )?(?:\[(\w{1,32})\] )?(.*)$/;
// InnoDB: *** WAITING FOR THIS LOCK TO BE GRANTED:, InnoDB:
const DUMP = /^InnoDB: (?:\*\*\*.*)?$/;
// Access denied for user 'shop'@'localhost' (using password: YES)
const USER = /for user '([^']{0,128})'@'([^']{0,255})'/;
const DEADLOCK = /deadlock detected/i;

/** The error log of MySQL and MariaDB; the connection tells writers apart, and a deadlock's dump is one record. */
export const mysqlServer = defineLogFormat({
  id: 'mysql-server',
  title: 'MySQL and MariaDB error log',
  wraps: true,
  begins: '0123456789',
  examples: [
    "2026-11-25  3:19:03 20 [Warning] Access denied for user 'shop'@'localhost' (using password: YES)",
    '2026-11-22T10:08:00.123456Z 8 [ERROR] [MY-010119] [Server] Aborting',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, connection, level, code, subsystem, message] = groups;
    const [, user, host] = USER.exec(message) ?? [];
    return {
      ...parseTime(time.replace(/ {1,2}(\d):/, ' 0$1:').replace('  ', ' ')),
      ...present({ severity: severityOf(level, message), logger: subsystem }),
      writer: `conn:${connection}`,
      fields: present({ errorNumber: code, user, host }) as Record<string, string>,
      message,
      ...(DUMP.test(message) ? { inner: [message], continues: true } : {}),
    };
  },
  continues: (line) => DUMP.test(line),
  requestIdFix:
    'SET GLOBAL log_error_verbosity = 3, and a comment /* request_id=… */ in the SQL that the application sends',
});

/** A deadlock is only a note to the server. */
const severityOf = (level: string, message: string): LogSeverity | undefined =>
  DEADLOCK.test(message) ? 'error' : parseSeverity(level);
