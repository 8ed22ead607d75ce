import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import type { HttpFacts } from '../record.ts';
import { parseSeverity } from '../severity.ts';

// 2026/11/22 10:04:42 [error] 23705#23705: *1 connect() failed (111: Connection refused) while connecting to upstream, client: …
const HEADER =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[([a-z]{4,6})\] (?:(\d{1,10})#\d{1,10}: )?(?:\*(\d{1,20}) )?(.*)$/;
// FastCGI sent in stderr: "PHP message: PHP Warning:  …; PHP message: PHP Fatal error:  Uncaught DivisionByZeroError
const STDERR = /^FastCGI sent in stderr: "(?:PHP message: )?(.*)$/;
// , request: "GET /refused HTTP/1.1"
const REQUEST = /, request: "([A-Z]{3,10}) (\S{1,2048})[ "]/;
// , upstream: "http://127.0.0.1:7097/refused"
const UPSTREAM = /, upstream: "([^"]{1,2048})"/;
// connect() failed (111: Connection refused), open() "…" failed (13: Permission denied)
const ERRNO = /\((\d{1,3}): [A-Z]/;

/** The error log of nginx: `*conn` and the request tie a line to its access line; PHP's stderr may stand inside. */
export const nginxError = defineLogFormat({
  id: 'nginx-error',
  title: 'nginx error log',
  begins: '0123456789n',
  examples: [
    '2026/11/22 10:04:42 [error] 23705#23705: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop.example.com, request: "GET /refused HTTP/1.1", upstream: "http://127.0.0.1:7097/refused", host: "shop.example.com"',
    '2026/11/22 10:04:42 [emerg] 23705#23705: invalid number of arguments in "worker_processes" directive in /etc/nginx/nginx.conf:1',
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)',
  ],
  header(line) {
    if (line.startsWith('nginx: [')) return { severity: 'fatal', message: line.slice(7) };
    const match = HEADER.exec(line);
    if (match === null) return undefined;
    const [, time = '', level, pid, connection, message = ''] = match;
    const severity = parseSeverity(level);
    const writer = connection === undefined ? pid && `pid:${pid}` : `conn:${connection}`;
    return {
      ...parseTime(time),
      ...(severity === undefined ? {} : { severity }),
      ...(writer === undefined ? {} : { writer }),
      ...requestFacts(message),
      ...innerOf(message),
    };
  },
  finish: (lines) => (lines.length > 1 ? requestFacts(lines.at(-1) ?? '') : undefined),
  requestIdFix:
    "log_format with_id '… $request_id'; and proxy_set_header X-Request-ID $http_x_request_id; (error_log cannot carry an id: join by *connection)",
});

const requestFacts = (text: string): Pick<LineHeader, 'http' | 'fields'> => {
  const request = REQUEST.exec(text);
  const upstream = UPSTREAM.exec(text)?.[1];
  const errno = ERRNO.exec(text)?.[1];
  const http: HttpFacts = {
    ...(request === null ? {} : { method: request[1] ?? '', path: request[2] ?? '' }),
    ...(upstream === undefined ? {} : { upstream }),
  };
  return {
    ...(Object.keys(http).length === 0 ? {} : { http }),
    ...(errno === undefined ? {} : { fields: { errno } }),
  };
};

/** Several messages of PHP are joined by `; ` into one entry. */
const innerOf = (message: string): Pick<LineHeader, 'message' | 'inner'> => {
  const stderr = STDERR.exec(message)?.[1];
  if (stderr === undefined || !stderr.includes('; PHP message: ')) return { message };
  const [first = '', ...inner] = stderr.split('; PHP message: ');
  return { message: first, inner };
};
