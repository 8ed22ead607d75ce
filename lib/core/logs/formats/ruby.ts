import { isRubyUncaught, parseRubyBacktrace, RUBY_FRAME } from '../exceptions/ruby-backtrace.ts';
import { defineLogFormat } from '../format.ts';

// 	from app.rb:7:in `<main>'
const FROM = /^\s{1,8}(?:\d{1,4}: )?from /;
// ):
const MESSAGE_END = /^\):$/;

// Unable to load application: LoadError: …, and the end of a syntax error: ^~~
const UNABLE = /Unable to load application: |^\s{1,64}\^~*$/;

const isFrame = (line: string): boolean =>
  FROM.test(line) || (RUBY_FRAME.test(line) && /:in [`']/.test(line));

/** Backtraces of Ruby: with both quote styles, with causes where they are printed. */
export const ruby = defineLogFormat({
  id: 'ruby',
  title: 'Ruby backtrace',
  examples: ["app.rb:3:in `total': undefined method `price' for nil:NilClass (NoMethodError)"],
  starts: isRubyUncaught,
  continues: (line, previous) =>
    (isFrame(line) && (isFrame(previous) || /[):]$/.test(previous))) ||
    (isRubyUncaught(line) && (FROM.test(previous) || UNABLE.test(previous))) ||
    MESSAGE_END.test(line),
  mark: /:in [`']|#<[A-Z]|\) *:?$|::/m,
  exception: parseRubyBacktrace,
  requestIdFix:
    "a Rack middleware that logs env['HTTP_X_REQUEST_ID'] with the exception; config.log_tags = [:request_id] in Rails",
});
