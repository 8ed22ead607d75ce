import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:36.000Z');
const ID = '6b064573246e7a49a1adc46729d1a0b8';
const attempt = failingAttempt({
  startedAt: AT,
  path: '/orders',
  status: 500,
  id: { requestId: ID, traceparent: '', amznTraceId: '' },
});

const gapsOf = (text: string) =>
  diagnose(evidenceOf(text, { attempt, ...(text === '' ? { events: [] } : {}) }), {
    formats: LOG_FORMATS,
    rules: CAUSE_RULES,
  }).gaps;
const missing = (text: string) => gapsOf(text).map((gap) => gap.missing);

const NO_ID = 'no log line carries the id of the failing request, so time alone ties the lines to it';

describe('gaps', () => {
  it('says that there is no record at all', () => {
    expect(missing('')).toContain('the logs hold no record');
  });

  it('gives the line of configuration that makes the software log the request id', () => {
    const nginx =
      '2026/11/22 10:02:36 [error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop, request: "GET /orders HTTP/1.1", upstream: "http://127.0.0.1:7097/orders", host: "shop"';
    const gap = gapsOf(nginx).find((each) => each.missing === NO_ID);
    expect(gap?.fix).toBe(LOG_FORMATS.find(({ id }) => id === 'nginx-error')?.requestIdFix);
    expect(gap?.fix).toMatch(/request_id/);
  });

  it('does not ask for an id that is there', () => {
    expect(missing(`2026-11-22T10:02:36.010Z ERROR [${ID}] Too many connections`)).not.toContain(NO_ID);
    expect(missing(`2026-11-22T10:02:36.010Z INFO [${ID}] began`)).not.toContain(NO_ID);
  });

  it('says that nothing explains the status', () => {
    expect(missing('2026-11-22T10:02:36.010Z INFO shop works')).toContain(
      'no record says why the answer was 500',
    );
  });

  it('says that the runtime of Lambda dropped the cause', () => {
    const line = `2026-11-22T10:02:36.010Z\tc793869b-6a24-4c1e-9a55-3f0c1a2b3c4d\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"boom","stack":["TypeError: boom","    at f (/var/task/x.js:1:2)"]}`;
    expect(gapsOf(line).map(({ fix }) => fix)).toContain(
      'log the cause yourself: console.error(err, err.cause) in Node, logging.exception(…) in Python',
    );
  });

  it('says that nobody knows who killed a process', () => {
    const gap = gapsOf(
      '[2026-11-22 10:02:36 +0000] [22291] [ERROR] Worker (pid:22441) was sent SIGKILL! Perhaps out of memory?',
    ).find(({ fix }) => fix?.includes('dmesg'));
    expect(gap?.missing).toContain('who ended the process');
  });

  it('passes on what the gathering could not see', () => {
    const gap = { missing: 'log group /aws/lambda/x: it does not exist' };
    const found = diagnose(evidenceOf('x', { gaps: [gap] }), { formats: LOG_FORMATS, rules: CAUSE_RULES });
    expect(found.gaps).toContainEqual(gap);
  });
});
