import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';

// 2026-11-22 10:00:00 10.0.0.1 GET /orders id=7 443 - 192.0.2.7 curl/8.0 - 500 19 13 46
const ACCESS =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:W3SVC\d{1,6} )?(?:[\w.-]{1,64} )?(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,39}) ([A-Z]{3,10}) (\/\S{0,2048}) (\S{1,4096}) (\d{1,5}) (\S{1,128}) (\S{1,64}) (\S{1,1024})(?: \S{1,2048})? (\d{3}) (\d{1,4}) (\d{1,10}) \d{1,10}$/;
// #Fields: date time s-ip cs-method cs-uri-stem …
const DIRECTIVE = /^#(?:Software|Version|Date|Fields): /;

/** The W3C log of IIS, in UTC; status, substatus and the Windows error together say what failed. */
export const iis = defineLogFormat({
  id: 'iis',
  title: 'IIS (W3C)',
  begins: '0123456789#',
  examples: [
    '2026-11-22 10:00:00 10.0.0.1 GET /orders id=7 443 - 192.0.2.7 curl/8.0 - 500 19 13 46',
    '#Software: Microsoft Internet Information Services 10.0',
  ],
  header(line) {
    if (DIRECTIVE.test(line)) return { severity: 'debug', message: line };
    const groups = capture(ACCESS, line);
    if (groups === undefined) return undefined;
    const [time, , method, stem, query, , , client, , code, substatus, windowsError] = groups;
    const status = Number(code);
    return {
      ...parseTime(`${time} UTC`),
      severity: status >= 500 ? 'error' : 'info',
      http: { method, path: query === '-' ? stem : `${stem}?${query}`, status },
      fields: { client, substatus, windowsError },
      message: line,
    };
  },
  requestIdFix: "a custom field for the request header X-Request-ID in the site's logging settings",
});
