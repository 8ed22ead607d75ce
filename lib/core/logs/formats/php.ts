import { isPhpFrame } from '../exceptions/php-frame.ts';
import { parsePhpLabelled } from '../exceptions/php-labelled.ts';
import { parsePhpMonolog } from '../exceptions/php-monolog.ts';
import { parsePhpUncaught } from '../exceptions/php-uncaught.ts';
import { defineLogFormat } from '../format.ts';

// PHP Fatal error:  Uncaught TypeError: …, Fatal error: Uncaught …, Parse error: syntax error, …
const STARTS = /^(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error: /;
// Stack trace:, Next RuntimeException: …,   thrown in /app/pdo.php on line 2, [stacktrace], [previous exception] [object], "}
const PART =
  /^(?:Stack [tT]race:$|Type: [A-Za-z_\\]|Code: \d|Message: |File: \/|Line: \d|Trace: #0|Next [A-Za-z_\\]|\s{2}thrown in |\[stacktrace\]$|\[previous exception\] |"\}\s*)/;

/** Exceptions of PHP: as the engine prints them, innermost first, and as Monolog does, outermost first. */
export const php = defineLogFormat({
  id: 'php',
  title: 'PHP stack trace',
  examples: [
    'PHP Fatal error:  Uncaught TypeError: Unsupported operand types: string + int in /app/cart.php:12',
    'Parse error: syntax error, unexpected token ";" in /app/syntax.php on line 1',
  ],
  starts: (line) => STARTS.test(line),
  continues: (line, previous) =>
    PART.test(line) || (isPhpFrame(line) && (PART.test(previous) || isPhpFrame(previous))),
  mark: /Stack trace:|Stack Trace:|\nType: |" at |\(code: |error: |(?:Warning|User Error): /,
  exception: (lines) => parsePhpMonolog(lines) ?? parsePhpLabelled(lines) ?? parsePhpUncaught(lines),
  requestIdFix:
    "error_log(sprintf('[%s] %s', $_SERVER['HTTP_X_REQUEST_ID'] ?? '-', $e)) in set_exception_handler",
});
