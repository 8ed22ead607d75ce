import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';

// [Nest] 1145  - 11/22/2026, 10:24:54 AM   ERROR [ExceptionsHandler] Error: connect ECONNREFUSED 127.0.0.1:5996
const HEADER =
  /^\[Nest\] (\d{1,10}) {1,4}- (\d{1,2}\/\d{1,2}\/\d{4}, \d{1,2}:\d\d:\d\d(?: [AP]M)?) {1,8}(LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) (?:\[([^\]]{1,128})\] )?(.*)$/;

/** The console logger of NestJS: local time without a zone. */
export const nest = defineLogFormat({
  id: 'nest',
  title: 'NestJS',
  begins: '[',
  examples: [
    '[Nest] 1145  - 11/22/2026, 10:24:54 AM   ERROR [ExceptionsHandler] Error: connect ECONNREFUSED 127.0.0.1:5996',
  ],
  header(line) {
    const match = HEADER.exec(line);
    if (match === null) return undefined;
    const [, pid = '', time = '', level, logger, message = ''] = match;
    const severity = parseSeverity(level);
    return {
      ...parseTime(time.replace(/[\u202F]/g, ' ')),
      ...(severity === undefined ? {} : { severity }),
      writer: `pid:${pid}`,
      ...(logger === undefined ? {} : { logger }),
      message,
    };
  },
  requestIdFix:
    'LoggerModule.forRoot({ pinoHttp: { genReqId: (req) => req.headers["x-request-id"] } }) of nestjs-pino, and app.useLogger(app.get(Logger))',
});
