import { defineLogFormat } from '../format.ts';
import { parseJsonObject } from '../json-object.ts';
import { readEntry } from '../structured-entry.ts';

/** Structured logs of any kind: pino, winston, bunyan, Logstash and ECS, zap, slog, Monolog, Lambda's JSON mode. */
export const json = defineLogFormat({
  id: 'json',
  title: 'JSON lines',
  fallback: true,
  examples: [
    '{"level":50,"time":1795342834000,"pid":22,"reqId":"req-1","err":{"type":"Error","message":"boom","stack":"Error: boom\\n    at f (/app/x.js:1:2)"},"msg":"boom"}',
    '{"time":"2026-11-22T10:08:02Z","level":"ERROR","msg":"query failed","err":"dial tcp 127.0.0.1:5998: connect: connection refused"}',
    '{"@timestamp":"2026-11-22T10:08:02.000Z","log.level":"ERROR","message":"order 42 failed","error.type":"java.lang.IllegalStateException"}',
  ],
  header(line) {
    const entry = parseJsonObject(line);
    return entry === undefined ? undefined : readEntry(entry, line);
  },
  requestIdFix:
    'add the request id to the logger of the request: logger.child({ requestId: req.headers["x-request-id"] })',
});
