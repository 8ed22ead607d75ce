import { defineLogFormat } from '../format.ts';
import { parseLogfmt } from '../parse-logfmt.ts';
import { readEntry } from '../structured-entry.ts';

// time="2026-11-22T10:08:02Z" level=error msg=…, ts=2026-11-22T10:08:02Z caller=main.go:12 level=error …
const BEGINS = /^[A-Za-z_@][\w.@-]{0,63}=/;
// level=error, lvl=eror, at=error, msg="query failed"
const LEVEL = /(?:^|\s)(?:level|lvl|severity|loglevel|at|msg|message|err|error|caller)=/;

/** Pairs of keys and values: logrus, slog's text handler, go-kit, Traefik, Heroku's router, lograge. */
export const logfmt = defineLogFormat({
  id: 'logfmt',
  title: 'logfmt (logrus, slog, Traefik, Heroku)',
  examples: [
    'time="2026-11-22T10:08:02Z" level=error msg="query failed" error="dial tcp 127.0.0.1:5998: connect: connection refused"',
    'time=2026-11-22T10:08:02.123Z level=ERROR msg="request failed" err="no stock" path=/orders request_id=6b06457102da48d1',
    'at=error code=H12 desc="Request timeout" method=GET path="/orders" request_id=6b064571 status=503',
  ],
  header(line) {
    if (!BEGINS.test(line) || !LEVEL.test(line)) return undefined;
    const entry = parseLogfmt(line);
    return entry === undefined ? undefined : readEntry(entry, line);
  },
  requestIdFix:
    'log.WithField("request_id", r.Header.Get("X-Request-ID")) in logrus, slog.With("request_id", …) in slog, in the middleware that wraps the handler',
});
