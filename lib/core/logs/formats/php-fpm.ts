import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

// [22-Nov-2026 10:05:25] WARNING: [pool www] child 24802, script '/app/sleep.php' (request: "GET ") execution timed out (4.004778 sec), terminating
const HEADER =
  /^\[(\d{2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?)\] (DEBUG|NOTICE|WARNING|ERROR|ALERT): (?:pid \d{1,10}, [\w()]{1,64}(?:, line \d{1,6})?: )?(?:\[pool ([\w.-]{1,64})\] )?(?:child (\d{1,10}),? )?(.*)$/;
// said into stderr: "NOTICE: PHP message: PHP Fatal error:  Uncaught TypeError: …"
const SAID = /^said into std(?:err|out): "(.*?)"?(?:, pipe is closed)?$/;
// (request: "GET /slow.php?id=1")
const REQUEST = /\(request: "([A-Z]{3,10}) (\/[^"\s]{0,2048})?/;

/** The log of PHP's FastCGI process manager; it wraps every line of a worker's stderr by itself. */
export const phpFpm = defineLogFormat({
  id: 'php-fpm',
  title: 'PHP-FPM',
  wraps: true,
  begins: '[',
  examples: [
    '[22-Nov-2026 10:05:25] WARNING: [pool www] child 24802, script \'/app/sleep.php\' (request: "GET ") execution timed out (4.004778 sec), terminating',
    '[22-Nov-2026 10:05:25] WARNING: [pool www] child 25615 said into stderr: "NOTICE: PHP message: PHP Fatal error:  Uncaught TypeError: x in /app/x.php:3"',
    '[22-Nov-2026 10:05:25] WARNING: [pool www] server reached max_children setting (2), consider raising it',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, level, pool, child, message] = groups;
    const request = capture(REQUEST, message);
    const said = SAID.exec(message)?.[1];
    return {
      ...parseTime(time),
      ...present({
        severity: parseSeverity(level),
        logger: pool,
        writer: child && `child:${child}`,
        http: request && { method: request[0], ...present({ path: request[1] }) },
      }),
      message,
      ...(said === undefined ? {} : { inner: [said], continues: true }),
    };
  },
  requestIdFix:
    'access.format = "%R - %{HTTP_X_REQUEST_ID}e \\"%m %r\\" %s" in the pool, and catch_workers_output = yes',
});
