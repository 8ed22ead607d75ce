import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { Captured } from '../capture.ts';
import type { HttpFacts } from '../record.ts';

// https 2026-11-22T10:00:00.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.000 -1 -1 502 - 34 366 "GET https://shop.example.com:443/orders HTTP/1.1" "curl/8.0" …
const ACCESS =
  /^(?:https?|h2|grpcs|wss?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (app\/\S{1,256}) (\S{1,64}) (\S{1,64}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (\d{3}|-) (\d{3}|-) \d{1,19} \d{1,19} "([A-Z-]{1,10}) (\S{1,8192}) [^"]{0,16}"(.*)$/;
// "Root=1-58337262-36d228ad5d99923122bbe354"
const TRACE = /"(?:Self=[^;"]{1,64};)?Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/;
// "forward" "-" "LambdaInvalidResponse"
const REASON = /"((?:AuthInvalid|AuthUnhandled|AuthMissing|Lambda|WAF|Request|Client)\w{2,60})"/;
// https://shop.example.com:443/orders?id=7
const PATH = /^[a-z]{2,5}:\/\/[^/]{1,300}(\/.*)$/;

/** The access log of an Application Load Balancer: who failed, it or the target, is in its two status codes. */
export const albAccess = defineLogFormat({
  id: 'alb-access',
  title: 'AWS Application Load Balancer access log',
  begins: 'hgw',
  examples: [
    'https 2026-11-22T10:00:00.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.000 -1 -1 502 - 34 366 "GET https://shop.example.com:443/orders HTTP/1.1" "curl/8.0" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-11-22T10:00:00.000000Z "forward" "-" "-" "10.0.0.1:80" "-" "-" "-"',
  ],
  header(line) {
    const groups = capture(ACCESS, line);
    if (groups === undefined) return undefined;
    const [time, balancer, , , , , , elb, targetStatus, , , rest] = groups;
    const root = TRACE.exec(rest)?.[1];
    return {
      ...parseTime(time),
      severity: Number(elb) >= 500 ? 'error' : 'info',
      ids: root === undefined ? [] : [root],
      logger: balancer,
      http: httpOf(groups),
      fields: present({ targetStatus, errorReason: REASON.exec(rest)?.[1] }) as Record<string, string>,
      message: line,
    };
  },
  requestIdFix:
    'access_logs.s3.enabled = true on the load balancer; X-Amzn-Trace-Id is logged as it was sent',
});

const httpOf = ([, , , target, , , , elb, targetCode, method, url]: Captured): HttpFacts => ({
  method,
  path: PATH.exec(url)?.[1] ?? url,
  ...present({
    status: numberOf(elb),
    upstream: target === '-' ? '' : target,
    upstreamStatus: numberOf(targetCode),
  }),
});

const numberOf = (code: string): number | undefined => (code === '-' ? undefined : Number(code));
