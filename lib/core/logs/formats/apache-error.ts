import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';

// [Sun Nov 22 10:18:00.653379 2026] [core:alert] [pid 30978:tid 30983] [client 127.0.0.1:36844] …; 2.2: [Sun Dec 04 04:47:44 2005] [error] …
const HEADER =
  /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\] \[(?:([\w-]{1,64}):)?([a-z]{3,8}\d?)\] (?:\[pid (\d{1,10})(?::tid (\d{1,20}))?\] )?(.*)$/;
// (13)Permission denied: [client 127.0.0.1:36844] AH00132: file permissions deny server access
const ERRNO = /^\((\d{1,6})\)/;
// AH00526: Syntax error on line 12 of /etc/apache2/sites-enabled/shop.conf:
const STARTUP = /^(?:apache2: |httpd: )?(AH\d{5}): /;
const CLIENT = /\[client ([^\]\s]{1,128})\]/;
const AH_CODE = /\b(AH\d{5}):/;
// AH01071: Got error 'PHP message: PHP Fatal error:  Uncaught … in /app/fatal.php:2\nStack trace:\n#0 …'
const GOT_ERROR = /Got error '(?:PHP message: )?(.*?)'?(?:, referer: \S{1,1024})?$/;

/** The error log of Apache httpd; what FastCGI and CGI programs write stands inside, or follows without any header. */
export const apacheError = defineLogFormat({
  id: 'apache-error',
  title: 'Apache error log',
  begins: '[Aah',
  examples: [
    "[Sun Nov 22 10:18:00.653379 2026] [core:alert] [pid 30978:tid 30983] [client 127.0.0.1:36844] /var/www/bad/.htaccess: Invalid command 'RewritRule', perhaps misspelled or defined by a module not included in the server configuration",
    '[Sun Nov 22 10:18:00.653379 2026] [proxy:error] [pid 30978:tid 30983] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:5998 (127.0.0.1:5998) failed',
    'AH00526: Syntax error on line 12 of /etc/apache2/sites-enabled/shop.conf:',
    '[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6',
  ],
  header(line) {
    const startup = STARTUP.exec(line);
    if (startup !== null) return { severity: 'fatal', fields: { ahCode: startup[1] ?? '' }, message: line };
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, module, level, pid, tid, message] = groups;
    return {
      ...parseTime(time),
      ...present({
        severity: parseSeverity(level.replace(/\d$/, '')),
        logger: module,
        writer: pid && `pid:${pid}${tid && `:${tid}`}`,
      }),
      fields: fieldsOf(message),
      ...innerOf(message),
    };
  },
  continues: (line, previous) => STARTUP.test(previous) && previous.endsWith(':') && line !== '',
  requestIdFix:
    'ErrorLogFormat "[%{cu}t] [%-m:%l] [pid %P:tid %T] [id %{X-Request-ID}i] %E: [client %a] %M" (and %L in LogFormat joins the access line)',
});

const fieldsOf = (message: string): Readonly<Record<string, string>> => {
  const found = { errno: ERRNO, client: CLIENT, ahCode: AH_CODE };
  const fields: Record<string, string> = {};
  for (const [name, pattern] of Object.entries(found)) {
    const value = pattern.exec(message)?.[1];
    if (value !== undefined) fields[name] = value;
  }
  return fields;
};

/** Newlines of the program behind FastCGI are printed as a backslash and an n. */
const innerOf = (message: string): Pick<LineHeader, 'message' | 'inner'> => {
  const error = message.includes('\\n') ? GOT_ERROR.exec(message)?.[1] : undefined;
  if (error === undefined) return { message };
  const [first = '', ...inner] = error.split(/\\n|; PHP message: /);
  return { message: first, inner };
};
