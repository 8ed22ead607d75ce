import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

// Nov 22, 2026 10:08:00 AM org.apache.catalina.core.StandardWrapperValve invoke
const FIRST = /^([A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M) ([\w.$]{1,256}(?: [\w$<>]{1,128})?)$/;
// SEVERE: Servlet.service() for servlet [dispatcherServlet] threw exception
const SECOND = /^(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): (.*)$/;
// 22-Nov-2026 10:08:00.123 SEVERE [http-nio-8080-exec-1] org.apache.catalina.core.StandardWrapperValve.invoke Servlet.service() threw exception
const ONE_LINE =
  /^(\d{1,2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3}) (SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST) \[([^\]]{1,128})\] ([\w.$<>]{1,384}) (.*)$/;

/** `java.util.logging`, in two lines as its own formatter prints it, or in one as Tomcat's does. */
export const javaUtilLogging = defineLogFormat({
  id: 'java-util-logging',
  title: 'java.util.logging, Tomcat',
  begins: '0123456789JFMASOND',
  examples: [
    'Nov 22, 2026 10:08:00 AM org.apache.catalina.core.StandardWrapperValve invoke',
    '22-Nov-2026 10:08:00.123 SEVERE [http-nio-8080-exec-1] org.apache.catalina.core.StandardWrapperValve.invoke Servlet.service() threw exception',
  ],
  header(line) {
    const first = capture(FIRST, line);
    if (first !== undefined) {
      const [time, place] = first;
      return { ...parseTime(time), logger: place.replace(' ', '.'), message: line };
    }
    const groups = capture(ONE_LINE, line);
    if (groups === undefined) return undefined;
    const [time, level, thread, logger, message] = groups;
    return {
      ...parseTime(time),
      ...present({ severity: parseSeverity(level) }),
      writer: `thread:${thread}`,
      logger,
      message,
    };
  },
  continues: (line, previous) => SECOND.test(line) && FIRST.test(previous),
  finish(lines) {
    const second = capture(SECOND, lines[1] ?? '');
    if (second === undefined) return undefined;
    const [level, message] = second;
    return { ...present({ severity: parseSeverity(level) }), message };
  },
  requestIdFix: 'AccessLogValve pattern="%h %t &quot;%r&quot; %s %{X-Request-ID}i" in conf/server.xml',
});
