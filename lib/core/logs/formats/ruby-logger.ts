import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { capture } from '../capture.ts';
import { present } from '../present.ts';
import type { HttpFacts } from '../record.ts';

// F, [2026-11-22T10:07:08.494029 #26264] FATAL -- : [probe-nomethod]
const HEADER =
  /^[DIWEFAU], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}) #(\d{1,10})\] {1,2}([A-Z]{3,7}) -- ([^:]{0,64}): ?(.*)$/;
// [6b06457102da48d1d0657d9920e270d4] Completed 500, [probe-view] [web-1] ActionView::Template::Error
const TAGS = /^((?:\[[\w.:@-]{4,128}\] ?){1,4})(?! ?(?:TRACE|DEBUG|INFO|WARN|ERROR) )(.*)$/;
const LEVEL_WORD =
  /^\[(?:[A-Z]{4,8}|[a-z]{4,8}|\d{1,19}|\d{4}-\d\d-\d\d[^\]]{0,40}|\d\d:\d\d:\d\d[^\]]{0,20})\]/;
// Started GET "/orders" for 127.0.0.1 at 2026-11-22
const STARTED = /Started ([A-Z]{3,10}) "([^"]{1,2048})" for /;
// Completed 500 Internal Server Error in 1ms
const COMPLETED = /Completed (\d{3}) /;

/** Ruby's Logger, with the tags of Rails: these stand on every line, the header on the first only. */
export const rubyLogger = defineLogFormat({
  id: 'ruby-logger',
  title: 'Ruby Logger and Rails',
  wraps: true,
  begins: '[DIWEFAU',
  examples: [
    'F, [2026-11-22T10:07:08.494029 #26264] FATAL -- : [probe-nomethod]   ',
    'I, [2026-11-22T10:07:08.493819 #26264]  INFO -- : [probe-nomethod] Completed 500 Internal Server Error in 1ms (Allocations: 632)',
    "[probe-nomethod] NoMethodError (undefined method `total' for nil:NilClass):",
  ],
  header: (line) => fromLogger(line) ?? fromTags(line),
  requestIdFix: 'config.log_tags = [:request_id] in config/environments/production.rb',
});

const fromLogger = (line: string): LineHeader | undefined => {
  const groups = capture(HEADER, line);
  if (groups === undefined) return undefined;
  const [time, pid, level, program, text] = groups;
  const { writer, ids, message } = readTags(text) ?? { writer: `pid:${pid}`, ids: [], message: text };
  return {
    ...parseTime(time),
    ...present({ severity: parseSeverity(level), logger: program.trim(), http: httpOf(text) }),
    writer,
    ids,
    message,
  };
};

const httpOf = (text: string): HttpFacts | undefined => {
  const started = capture(STARTED, text);
  if (started !== undefined) return { method: started[0], path: started[1] };
  const completed = capture(COMPLETED, text);
  return completed === undefined ? undefined : { status: Number(completed[0]) };
};

/** A line with tags and without a header goes on with the record of the same tags. */
const fromTags = (line: string): LineHeader | undefined => {
  if (!line.startsWith('[') || LEVEL_WORD.test(line)) return undefined;
  const tagged = readTags(line);
  if (tagged === undefined || !/[\d-]/.test(tagged.writer)) return undefined;
  return { ...tagged, inner: [tagged.message], continues: true };
};

const readTags = (text: string): { writer: string; ids: readonly string[]; message: string } | undefined => {
  const match = TAGS.exec(text);
  if (match === null) return undefined;
  const tags = (match[1] ?? '').trim();
  const ids = tags.slice(1, -1).split(/\] ?\[/);
  return { writer: `tag:${ids.join(' ')}`, ids, message: match[2] ?? '' };
};
