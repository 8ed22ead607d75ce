import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';

// [2026-11-22T10:00:00.123Z] "GET /orders HTTP/1.1" 503 UF 0 91 5 - "-" "curl/8.0" "6b06…" "shop.example.com" "10.0.0.7:8080"
const ACCESS =
  /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] "([A-Z]{3,10}) (\S{1,4096}) HTTP\/[\d.]{1,3}" (\d{1,3}) ([A-Z,]{1,32}|-) (?:\S{1,64} )?(.{0,8192})$/;
// "10.0.0.7:8080"
const UPSTREAM = /"(\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}|\[[0-9a-f:]{2,39}\]:\d{1,5})"/;
// upstream_reset_before_response_started{connection_failure,delayed_connect_error:_111}
const DETAILS =
  /\b((?:upstream|via_upstream|route|downstream|cluster|no_healthy|response|request)_?[a-z_]{2,64}(?:\{[^}]{1,256}\})?)/;

/** Envoy's access log, also of Istio and App Mesh; without a response flag the upstream itself sent the status. */
export const envoyAccess = defineLogFormat({
  id: 'envoy-access',
  title: 'Envoy access log',
  begins: '[',
  examples: [
    '[2026-11-22T10:00:00.123Z] "GET /orders HTTP/1.1" 503 UF 0 91 5 - "-" "curl/8.0" "c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d" "shop.example.com" "10.0.0.7:8080"',
    '[2026-11-22T10:00:00.123Z] "GET /orders HTTP/1.1" 200 - via_upstream - "-" 0 91 5 4 "-" "curl/8.0" "c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d" "shop" "10.0.0.7:8080"',
  ],
  header(line) {
    const groups = capture(ACCESS, line);
    if (groups === undefined) return undefined;
    const [time, method, path, code, flags, rest] = groups;
    const status = Number(code);
    return {
      ...parseTime(time),
      severity: status >= 500 || status === 0 ? 'error' : 'info',
      http: { method, path, status, ...present({ upstream: UPSTREAM.exec(rest)?.[1] }) },
      fields: present({
        responseFlags: flags === '-' ? '' : flags,
        details: DETAILS.exec(rest)?.[1],
      }) as Record<string, string>,
      message: line,
    };
  },
  requestIdFix:
    'preserve_external_request_id: true, so that %REQ(X-REQUEST-ID)% of the default format is the one that was sent',
});
