import { JAVA_FRAME } from '../exceptions/java-frame.ts';
import { JAVA_HEAD, parseJavaStack } from '../exceptions/java-stack.ts';
import { defineLogFormat } from '../format.ts';

// Caused by: java.net.ConnectException: Connection refused, Wrapped by: …, 	Suppressed: …, 	... 2 more
const PART =
  /^\s{0,64}(?:Caused by: |Wrapped by: |Suppressed: |\.\.\. \d{1,6} (?:more|common frames omitted))/;
// java.lang.RuntimeException: order 42 failed
const STARTS =
  /^(?:Exception in thread "|(?:[a-z_][\w$]{0,127}\.){1,16}[A-Z][\w$]{0,255}(?:Exception|Error|Throwable|Interrupt)(?::|$))/;

const isPart = (line: string): boolean => JAVA_FRAME.test(line) || PART.test(line);

/** Stacks of Java and other languages of its machine: outermost first, or root cause first. */
export const java = defineLogFormat({
  id: 'java',
  title: 'Java stack trace',
  examples: [
    'java.lang.IllegalStateException: Failed to obtain JDBC Connection',
    'Exception in thread "http-nio-8080-exec-1" java.lang.OutOfMemoryError: Java heap space',
  ],
  starts: (line) => STARTS.test(line) && JAVA_HEAD.test(line),
  continues: (line, previous) => isPart(line) && (isPart(previous) || JAVA_HEAD.test(previous)),
  mark: /^\s{1,16}at .|Caused by: |[\w$]\.[A-Z]|Exception|Error/m,
  exception: parseJavaStack,
  requestIdFix:
    'MDC.put("requestId", request.getHeader("X-Request-ID")) in a filter, and %X{requestId} in the pattern of the log',
});
