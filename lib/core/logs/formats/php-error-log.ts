import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import type { LogSeverity } from '../record.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

// [22-Nov-2026 10:05:21 UTC] PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/pdo.php:2
const DATED =
  /^\[(\d{2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d)(?: ([A-Za-z_/+-]{1,64}))?\] (?!(?:DEBUG|NOTICE|WARNING|ERROR|ALERT): )(.*)$/;
// NOTICE: PHP message: PHP Warning:  Undefined variable $x, PHP Warning:  file_put_contents(/srv/x/log.txt): Failed to open stream
const LEVEL =
  /^(?:NOTICE: )?(?:PHP message: )?(?:PHP )(Fatal error|Parse error|Recoverable fatal error|Compile error|Core error|Warning|Notice|Deprecated|User Error|User Warning|User Notice|Strict Standards|Core Warning): {1,2}/;

// [Sun Nov 22 10:00:00 2026] 127.0.0.1:53446 [500]: GET /orders - Uncaught …, of PHP's own web server
const BUILT_IN =
  /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] (?:(\S{1,64}:\d{1,5}) \[(\d{3})\]: ([A-Z]{3,7}) (\S{1,2048})(?: - .*)?|(PHP .*|Slim Application Error.*|\S{1,64}:\d{1,5} (?:Accepted|Closing)))$/;

/** FPM puts this before whatever a script logs. */
const FROM_FPM = 'NOTICE: PHP message: ';

const SEVERITIES: Readonly<Record<string, LogSeverity>> = {
  'Fatal error': 'fatal',
  'Parse error': 'fatal',
  'Recoverable fatal error': 'fatal',
  'Compile error': 'fatal',
  'Core error': 'fatal',
  'User Error': 'error',
  Warning: 'warning',
  'Core Warning': 'warning',
  'User Warning': 'warning',
};

/** PHP's own error log, and the same messages where a web server carries them. */
export const phpErrorLog = defineLogFormat({
  id: 'php-error-log',
  title: 'PHP error_log',
  begins: '[NP',
  examples: [
    '[22-Nov-2026 10:05:21 UTC] PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/pdo.php:2',
    "[15-Sep-2026 23:04:46 UTC] WordPress database error Table 'wordpress.wp_x' doesn't exist for query SELECT 1",
    '[Sun Nov 22 10:00:00 2026] 127.0.0.1:53446 [500]: GET /orders',
    'PHP Warning:  file_put_contents(/srv/x/log.txt): Failed to open stream: Permission denied in /app/req.php on line 1',
  ],
  header: (line) => fromBuiltIn(line) ?? fromLog(line),
  requestIdFix:
    "error_log(sprintf('[%s] %s', $_SERVER['HTTP_X_REQUEST_ID'] ?? '-', $e)) in set_exception_handler",
});

const fromLog = (line: string): LineHeader | undefined => {
  const dated = capture(DATED, line);
  const [time, zone, rest] = dated ?? ['', '', line];
  const isFromFpm = rest.startsWith(FROM_FPM);
  const level = LEVEL.exec(rest)?.[1];
  if (dated === undefined && level === undefined && !isFromFpm) return undefined;
  return {
    ...parseTime(/^(?:UTC|GMT)$/.test(zone) ? `${time} UTC` : time),
    ...present({ severity: level === undefined ? troubleOf(rest) : (SEVERITIES[level] ?? 'notice') }),
    message: isFromFpm ? rest.slice(FROM_FPM.length) : rest,
  };
};

const fromBuiltIn = (line: string): LineHeader | undefined => {
  const groups = capture(BUILT_IN, line);
  if (groups === undefined) return undefined;
  const [time, client, status, method, path, text] = groups;
  if (client === '') {
    const severity = LEVEL.test(text) ? SEVERITIES[LEVEL.exec(text)?.[1] ?? ''] : troubleOf(text);
    return { ...parseTime(time), severity: severity ?? 'info', message: text };
  }
  return {
    ...parseTime(time),
    severity: Number(status) >= 500 ? 'error' : 'info',
    http: { method, path, status: Number(status) },
    fields: { client },
    message: line.slice(line.indexOf(']') + 2),
  };
};

/** What an application writes with error_log() has no level. */
const troubleOf = (text: string): LogSeverity | undefined =>
  /\b(?:error|exception|failed|fatal)\b/i.test(text) ? 'error' : undefined;
