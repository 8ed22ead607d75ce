import { capture } from '../capture.ts';
import { RUBY_FRAME } from '../exceptions/ruby-backtrace.ts';
import { defineLogFormat } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { present } from '../present.ts';
import { isAtLeast, parseSeverity } from '../severity.ts';

// 2026-11-25T03:26:59.625Z pid=30496 tid=mpo class=ExportJob jid=57f9bd26c2e5dc4770ecd7ab elapsed=0.003 INFO: fail
const HEADER =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) pid=(\d{1,10}) tid=(\w{1,16})(?: class=(\S{1,128}))?(?: jid=([0-9a-f]{24}))?((?: [a-z]{1,16}=\S{1,64}){0,4}) (DEBUG|INFO|WARN|ERROR|FATAL): (.*)$/;
// PG::ConnectionBad: connection to server at "127.0.0.1", port 21999 failed: Connection refused
const NAMED = /^[A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8}: /;

/** Sidekiq's logger: the job as JSON, the exception and its backtrace come in three calls of one thread. */
export const sidekiq = defineLogFormat({
  id: 'sidekiq',
  title: 'Sidekiq',
  wraps: true,
  begins: '0123456789',
  examples: [
    '2026-11-25T03:26:59.625Z pid=30496 tid=mpo class=ExportJob jid=57f9bd26c2e5dc4770ecd7ab elapsed=0.003 INFO: fail',
    '2026-11-25T03:26:59.625Z pid=30496 tid=mpo WARN: PG::ConnectionBad: connection refused',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [time, , thread, job, jobId, , level, message] = groups;
    const severity = parseSeverity(level);
    const isPart =
      isAtLeast(severity, 'warning') && job === '' && (NAMED.test(message) || RUBY_FRAME.test(message));
    return {
      ...parseTime(time),
      ...present({ severity, logger: job }),
      writer: `tag:${thread}`,
      ids: jobId === '' ? [] : [jobId],
      message,
      ...(isPart ? { inner: [message], continues: true } : {}),
    };
  },
  requestIdFix:
    "a client middleware that does job['request_id'] = Current.request_id, and a server middleware with Sidekiq::Context.add(:request_id, job['request_id'])",
});
