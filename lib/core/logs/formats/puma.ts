import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';

// 2026-11-25 03:33:11 +0000 Rack app ("GET /missing" - (127.0.0.1)): #<NoMethodError: undefined method `+' for nil:NilClass
const RACK =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) (?:Rack app|HTTP parse error, malformed request|Read|Listen loop)(?: \("([A-Z]{3,10}) (\/[^"\s]{0,2048})" - \([^)]{0,64}\)\))?:? ?(.*)$/;
// ! Unable to load application: LoadError: cannot load such file -- barcode_plus, ! Terminating timed out worker (Worker 0 failed to check in within 60 seconds): 4711
const EVENT =
  /^(?:\[(\d{1,10})\] )?! ((?:Unable|Terminating|WARNING|ERROR|Detected|Can't|Could not|Failed|Out of|Worker|Shutting)\b.*)$/;
// [4711] - Worker 0 (PID: 4712) booted in 0.02s, phase: 0, * Listening on http://0.0.0.0:3000
const INFO =
  /^(?:\[(\d{1,10})\] )?(?:- (?=Worker |Goodbye|Gracefully)|\* {1,2}(?=Puma|Ruby|Min|Max|Environment|PID|Listening|Master|Workers|Restarts|Preloading|Phased| {2,12}\w{1,16}:)|=== puma |(?=Puma starting ))(.*)$/;

/** What Puma itself writes: errors that no framework caught, and what happens to its workers. */
export const puma = defineLogFormat({
  id: 'puma',
  title: 'Puma',
  begins: '0123456789[!-*=P',
  examples: [
    '2026-11-25 03:33:11 +0000 Rack app ("GET /missing" - (127.0.0.1)): #<ZeroDivisionError: divided by 0>',
    '! Unable to load application: LoadError: cannot load such file -- barcode_plus',
    '[4711] ! Terminating timed out worker (Worker 0 failed to check in within 60 seconds): 4712',
    '*  Listening on http://0.0.0.0:3000',
  ],
  header(line) {
    const rack = capture(RACK, line);
    if (rack !== undefined) {
      const [time, method, path, message] = rack;
      const http = method === '' ? undefined : { method, path };
      return { ...parseTime(time), severity: 'error', ...present({ http }), message };
    }
    const event = capture(EVENT, line);
    const info = event === undefined ? capture(INFO, line) : undefined;
    const [pid, message] = event ?? info ?? [];
    if (pid === undefined || message === undefined) return undefined;
    const writer = pid === '' ? undefined : `pid:${pid}`;
    return { severity: event === undefined ? 'info' : 'error', ...present({ writer }), message };
  },
  requestIdFix:
    'config.log_tags = [:request_id] in Rails, or a Rack middleware that logs env["HTTP_X_REQUEST_ID"]',
});
