import { defineLogFormat } from '../format.ts';
import { parseSeverity } from '../severity.ts';

// ERROR:    Exception in ASGI application, INFO:     127.0.0.1:42116 - "GET /keyerr HTTP/1.1" 500 Internal Server Error
const HEADER = /^(TRACE|DEBUG|INFO|WARNING|ERROR|CRITICAL): {2,8}(.*)$/;
const ACCESS = /^\S{1,64} - "([A-Z]{3,10}) (\S{1,2048}) HTTP\/[\d.]{1,3}" (\d{3})\b/;

/** uvicorn and the FastAPI command line: no times, and the access line of a failed request comes before its error. */
export const uvicorn = defineLogFormat({
  id: 'uvicorn',
  title: 'uvicorn',
  begins: 'TDIWEC',
  examples: [
    'INFO:     127.0.0.1:42116 - "GET /keyerr HTTP/1.1" 500 Internal Server Error',
    'ERROR:    Exception in ASGI application',
  ],
  header(line) {
    const match = HEADER.exec(line);
    if (match === null) return undefined;
    const message = match[2] ?? '';
    const severity = parseSeverity(match[1]);
    const access = ACCESS.exec(message);
    return {
      ...(severity === undefined ? {} : { severity }),
      ...(access === null
        ? {}
        : { http: { method: access[1] ?? '', path: access[2] ?? '', status: Number(access[3]) } }),
      message,
    };
  },
  requestIdFix:
    'app.add_middleware(CorrelationIdMiddleware) of asgi-correlation-id, and "%(asctime)s %(levelname)s [%(correlation_id)s] %(message)s" in --log-config',
});
