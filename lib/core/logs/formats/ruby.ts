import { isRubyUncaught, parseRubyBacktrace, RUBY_FRAME } from '../exceptions/ruby-backtrace.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';

// 2026-12-01 04:31:49 - PG::ConnectionBad - connection to server at "127.0.0.1" failed:, as Sinatra prints it
const SINATRA = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) - ([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8} - .*)$/;
// 	from app.rb:7:in `<main>'
const FROM = /^\s{1,8}(?:\d{1,4}: )?from /;
// ):
const MESSAGE_END = /^\):$/;

// Unable to load application: LoadError: …, and the end of a syntax error: ^~~
const UNABLE = /Unable to load application: |^\s{1,64}\^~*$/;

const isFrame = (line: string): boolean =>
  FROM.test(line) || (/:in [`']/.test(line) && RUBY_FRAME.test(line));

/** Backtraces of Ruby: with both quote styles, with causes where they are printed. */
export const ruby = defineLogFormat({
  id: 'ruby',
  title: 'Ruby backtrace',
  begins: '0123456789',
  examples: [
    "app.rb:3:in `total': undefined method `price' for nil:NilClass (NoMethodError)",
    "2026-12-01 04:31:49 - NoMethodError - undefined method `price' for nil:NilClass:",
  ],
  header(line) {
    const match = SINATRA.exec(line);
    if (match === null) return undefined;
    return { ...parseTime(match[1] ?? ''), severity: 'error', message: match[2] ?? '' };
  },
  starts: isRubyUncaught,
  continues: (line, previous) =>
    (isFrame(line) && (isFrame(previous) || /[):]$/.test(previous))) ||
    ((FROM.test(previous) || UNABLE.test(previous)) && isRubyUncaught(line)) ||
    MESSAGE_END.test(line),
  mark: /:in [`']|#<[A-Z]|\) *:?$|::/m,
  exception: parseRubyBacktrace,
  requestIdFix:
    "a Rack middleware that logs env['HTTP_X_REQUEST_ID'] with the exception; config.log_tags = [:request_id] in Rails",
});
