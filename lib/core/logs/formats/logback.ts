import { defineLogFormat } from '../format.ts';
import { findThreadRequest } from '../find-request.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

const TIME = String.raw`(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d[.,]\d{3})`;
const LEVEL = '(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)';
// 2026-11-22T10:08:00.123Z ERROR 4711 --- [shop] [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Servlet.service() threw exception
const SPRING = new RegExp(
  String.raw`^${TIME} {1,3}${LEVEL} (?:\[([^\]]{0,256})\] )?(\d{1,10}) --- (?:\[([^\]]{0,128})\] )?\[ {0,32}([^\]]{1,128})\] (?:\[([^\]]{0,256})\] )?(\S{1,256}) {0,64}: (.*)$`,
);
// 2026-11-22 10:08:00.123 [http-nio-8080-exec-1] ERROR c.e.OrderService - order 42 failed, 10:08:00.123 [main] INFO  shop.Main -- started
const PATTERN = new RegExp(
  String.raw`^${TIME} \[([^\]]{1,128})\] (?:\[([^\]]{0,256})\] )?${LEVEL} {1,3}(?:\[([^\]]{0,256})\] )?([\w.$[\]/-]{1,256}) {0,64}-{1,2} (.*)$`,
);
// 2026-11-22 10:08:00,123 ERROR [http-nio-8080-exec-1] c.e.OrderService: order 42 failed
const LOG4J = new RegExp(
  String.raw`^${TIME} {1,3}${LEVEL} {1,3}\[([^\]]{1,128})\] ([\w.$]{1,256})(?: \[([^\]]{0,256})\])?(?: -|:) (.*)$`,
);

// [JettyServerThreadPool-21] WARN io.javalin.Javalin - Uncaught exception, as slf4j-simple prints it: no time
const SIMPLE = new RegExp(
  String.raw`^(?:\d{1,12} {1,6})?\[([^\]]{1,128})\] ${LEVEL} {1,2}([\w.$[\]/-]{1,256}) - (.*)$`,
);

// 2026-11-22 10:00:00,123 ERROR [io.qua.ver.htt.run.QuarkusErrorHandler] (executor-thread-1) HTTP Request to /orders failed
const JBOSS = new RegExp(
  String.raw`^${TIME} {1,3}${LEVEL} {1,3}\[([\w.$/-]{1,256})\] \(([^)]{1,128})\) (.*)$`,
);
// ERROR [2026-11-22 10:00:00,123] io.dropwizard.jersey.errors.LoggingExceptionMapper: Error handling a request: 6cb72d2c8e1a0b46
const DROPWIZARD = new RegExp(String.raw`^${LEVEL} {1,2}\[${TIME}\] ([\w.$]{1,256}): (.*)$`);

interface Parts {
  readonly time: string;
  readonly level: string;
  readonly thread: string;
  readonly logger: string;
  readonly message: string;
  readonly context: readonly (string | undefined)[];
}

/** Logback and Log4j as Spring Boot and their own defaults lay lines out; the thread tells writers apart. */
export const logback = defineLogFormat({
  id: 'logback',
  title: 'Logback, Log4j, Spring Boot, Quarkus, Dropwizard',
  wraps: true,
  begins: '0123456789[TDIWEF!',
  examples: [
    '2026-11-22T10:08:00.123Z ERROR 4711 --- [shop] [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] threw exception',
    '2026-11-22 10:08:00.123 ERROR 4711 --- [nio-8080-exec-1] c.e.shop.OrderService : order 42 failed',
    '10:08:00.123 [http-nio-8080-exec-1] ERROR c.e.OrderService - order 42 failed',
    '2026-11-22 10:08:00,123 ERROR [http-nio-8080-exec-1] c.e.OrderService: order 42 failed',
    '2026-11-22 10:00:00,123 ERROR [io.qua.ver.htt.run.QuarkusErrorHandler] (executor-thread-1) HTTP Request to /orders failed',
    'ERROR [2026-11-22 10:00:00,123] io.dropwizard.jersey.errors.LoggingExceptionMapper: Error handling a request: 6cb72d2c8e1a0b46',
    '! Causing: java.lang.IllegalStateException: inventory lookup failed',
    '[JettyServerThreadPool-21] WARN io.javalin.Javalin - Uncaught exception',
  ],
  header(line) {
    const parts =
      readSpring(line) ??
      readPattern(line) ??
      readLog4j(line) ??
      readSimple(line) ??
      readJboss(line) ??
      readDropwizard(line);
    if (parts === undefined) return fromBang(line);
    const severity = parseSeverity(parts.level);
    const ids = parts.context.flatMap((each) => each?.split(/[,\s]+/) ?? []);
    return {
      ...parseTime(parts.time),
      ...(severity === undefined ? {} : { severity }),
      ...(parts.thread === '' ? {} : { writer: `thread:${parts.thread.trim()}` }),
      ...present({ http: findThreadRequest(parts.thread) }),
      logger: parts.logger,
      ids: ids.map((id) => id.replace(/^[\w.-]{1,32}=/, '')).filter((id) => id.length >= 8),
      message: parts.message,
    };
  },
  requestIdFix:
    'logging.pattern.correlation=[%X{traceId:-},%X{requestId:-}] and a filter that does MDC.put("requestId", request.getHeader("X-Request-ID"))',
});

const readSpring = (line: string): Parts | undefined => {
  const match = SPRING.exec(line);
  if (match === null) return undefined;
  const [, time = '', level = '', before, , , thread = '', correlation, logger = '', message = ''] = match;
  return { time, level, thread, logger, message, context: [before, correlation] };
};

const readPattern = (line: string): Parts | undefined => {
  const match = PATTERN.exec(line);
  if (match === null) return undefined;
  const [, time = '', thread = '', before, level = '', after, logger = '', message = ''] = match;
  return { time, level, thread, logger, message, context: [before, after] };
};

const readLog4j = (line: string): Parts | undefined => {
  const match = LOG4J.exec(line);
  if (match === null) return undefined;
  const [, time = '', level = '', thread = '', logger = '', context, message = ''] = match;
  return { time, level, thread, logger, message, context: [context] };
};

const readSimple = (line: string): Parts | undefined => {
  const match = SIMPLE.exec(line);
  if (match === null) return undefined;
  const [, thread = '', level = '', logger = '', message = ''] = match;
  return { time: '', level, thread, logger, message, context: [] };
};

const readJboss = (line: string): Parts | undefined => {
  const match = JBOSS.exec(line);
  if (match === null) return undefined;
  const [, time = '', level = '', logger = '', thread = '', message = ''] = match;
  return { time, level, thread, logger, message, context: [] };
};

const readDropwizard = (line: string): Parts | undefined => {
  const match = DROPWIZARD.exec(line);
  if (match === null) return undefined;
  const [, level = '', time = '', logger = '', message = ''] = match;
  return { time, level, thread: '', logger, message, context: [] };
};

// ! java.net.ConnectException: Connection refused, ! at shop.Orders.load(Orders.java:31), ! ... 3 common frames omitted
const BANG =
  /^! (Causing: )?((?:[a-z_][\w$]{0,127}\.){1,16}[A-Z][\w$]{0,255}(?:: .*)?|at \S.{0,2048}|\.\.\. \d{1,6} (?:more|common).*)$/;

/** Dropwizard puts a mark before every line of a stack, and prints the root cause first. */
const fromBang = (line: string): LineHeader | undefined => {
  const match = BANG.exec(line);
  if (match === null) return undefined;
  const [, causing, text = ''] = match;
  const isFrame = /^(?:at |\.\.\. )/.test(text);
  const message = causing === undefined ? (isFrame ? `\t${text}` : text) : `Wrapped by: ${text}`;
  return { message, inner: [message], continues: true };
};
