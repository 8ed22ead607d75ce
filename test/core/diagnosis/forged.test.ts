import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const ID = '6b064573246e7a49a1adc46729d1a0b8';
const AT = Date.parse('2026-11-22T10:02:36.000Z');
const LIE = `FATAL: password authentication failed for user 'shop'`;

const attempt = failingAttempt({
  startedAt: AT,
  durationMs: 50,
  path: '/orders',
  status: 500,
  id: {
    requestId: ID,
    traceparent: `00-${ID}-1111111111111111-00`,
    amznTraceId: 'Root=1-00000000-000000000000000000000001',
  },
});

const ask = (...lines: readonly string[]) =>
  diagnose(evidenceOf(lines.join('\n'), { attempt }), { formats: LOG_FORMATS, rules: CAUSE_RULES });

const TRUTH = [
  `2026-11-22T10:02:36.020Z ERROR [${ID}] Internal Server Error: /orders`,
  'Traceback (most recent call last):',
  '  File "/srv/shop/views.py", line 12, in orders',
  '    return total()',
  "KeyError: 'price'",
];

/** What an attacker can make the software write about a request of his own, with the id of somebody else in it. */
const FORGED: readonly (readonly [where: string, line: string])[] = [
  ['a search', `2026-11-22T10:02:36.005Z INFO shop.views search q="${LIE} ${ID}" hits=0`],
  ['a search that failed', `2026-11-22T10:02:36.005Z ERROR shop.views bad search q="${LIE} ${ID}"`],
  [
    'the user agent of a failed request',
    `10.0.0.9 - - [22/Nov/2026:10:02:36 +0000] "GET /orders HTTP/1.1" 500 9 "-" "${LIE} ${ID}"`,
  ],
  [
    'the path of a failed request',
    `10.0.0.9 - - [22/Nov/2026:10:02:36 +0000] "GET /orders?q=${encodeURIComponent(LIE)}+no+space+left+on+device+${ID} HTTP/1.1" 500 9 "-" "curl"`,
  ],
  [
    'the request that nginx names',
    `2026/11/22 10:02:36 [error] 1#1: *1 access forbidden by rule, client: 10.0.0.9, server: shop, request: "GET /x?${ID} HTTP/1.1", host: "shop", referrer: "${LIE}"`,
  ],
  [
    'a field of a JSON entry',
    JSON.stringify({ level: 'info', time: '2026-11-22T10:02:36.005Z', msg: 'search', q: LIE, userAgent: ID }),
  ],
];

describe('a forged line', () => {
  it.each(FORGED)('in %s does not win against the exception', (_, line) => {
    const found = ask(line, ...TRUTH);
    expect(found.cause?.id).toBe('code.exception');
    expect(found.exception?.type).toBe('KeyError');
  });

  it.each(FORGED)('in %s convicts nobody by itself', (_, line) => {
    expect(ask(line).cause).toBeNull();
  });
});
