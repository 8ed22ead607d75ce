import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';

// 127.0.0.1 - alice [22/Nov/2026:10:20:01 +0000] "GET /orders HTTP/1.1" 500 1043 "-" "curl/8.0"
const COMMON =
  /^(?:([\w.:-]{1,253}) )?([\w.:-]{1,253}|unix:) \S{1,128} (?:\S{1,128}|"[^"]{0,128}") \[(\d{1,2}\/[A-Z][a-z]{2}\/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4}| UTC)?)\] "(?:([A-Z]{3,10}) (\S{1,4096})(?: HTTP\/[\d.]{1,3})?|[^"]{0,4096})" (\d{3})\b(.*)$/;

/** Access logs in the common and combined form, of Apache, nginx, gunicorn, Puma and others. */
export const accessLog = defineLogFormat({
  id: 'access-log',
  title: 'Access log (common, combined)',
  examples: [
    '127.0.0.1 - alice [22/Nov/2026:10:20:01 +0000] "GET /orders HTTP/1.1" 500 1043 "-" "curl/8.0"',
    '127.0.0.1 - - [22/Nov/2026 10:20:01] "GET /log HTTP/1.1" 500 -',
    'shop.example.com:80 10.0.0.7 - - [22/Nov/2026:10:20:01 +0100] "POST /pay HTTP/2.0" 502 154',
  ],
  header(line) {
    const match = COMMON.exec(line);
    if (match === null) return undefined;
    const [, , client = '', time = '', method, path, code] = match;
    const status = Number(code);
    return {
      ...parseTime(time),
      severity: status >= 500 ? 'error' : 'info',
      http: { ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }), status },
      fields: { client },
      message: line,
    };
  },
  requestIdFix:
    'LogFormat "%h %l %u %t \\"%r\\" %>s %b %{X-Request-ID}i" withId (Apache), log_format with_id \'… $http_x_request_id\' (nginx)',
});
