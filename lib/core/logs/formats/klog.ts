import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

// E1122 10:00:00.123456   14021 main.go:12] request failed: no stock
const HEADER =
  /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6}) {1,8}(\d{1,10}) ([\w.-]{1,128}:\d{1,6})\] (.*)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** glog, klog and Abseil: one letter for the level, then month and day without a year. */
export const klog = defineLogFormat({
  id: 'klog',
  title: 'klog, glog, Abseil',
  begins: 'IWEF',
  examples: [
    'E1122 10:00:00.123456   14021 main.go:12] request failed: no stock',
    'I1122 10:00:00.123456       1 server.go:48] "Started" port=8080',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [level, month, day, time, pid, place, message] = groups;
    return {
      ...parseTime(`${MONTHS[Number(month) - 1] ?? ''} ${day} ${time}`),
      ...present({ severity: parseSeverity(level) }),
      writer: `pid:${pid}`,
      logger: place,
      message,
    };
  },
  requestIdFix:
    'klog.InfoS(…, "requestID", r.Header.Get("X-Request-ID")), or klog.LoggerWithValues in the middleware',
});
