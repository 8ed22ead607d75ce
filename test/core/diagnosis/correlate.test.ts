import { describe, expect, it } from 'vitest';
import { correlate, idsOf, type Tie } from '../../../lib/core/diagnosis/correlate.ts';
import { placeAll } from '../../../lib/core/diagnosis/timeline.ts';
import { reassemble } from '../../../lib/core/logs/reassemble.ts';
import { eventsOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:36.000Z');
const ID = '6b064573246e7a49a1adc46729d1a0b8';
const OTHER = 'ffff4573246e7a49a1adc46729d1ffff';

const attempt = failingAttempt({
  startedAt: AT,
  durationMs: 50,
  path: '/orders?page=2',
  status: 500,
  id: { requestId: ID, traceparent: '', amznTraceId: '' },
});

const tie = (text: string): readonly Tie[] => {
  const records = [...reassemble(eventsOf(text), LOG_FORMATS, { ids: idsOf(attempt), near: AT })];
  const placed = placeAll(records, { from: AT, to: AT + 50 });
  const ties = correlate(placed, attempt);
  return placed.map((each) => ties.get(each)!);
};

describe('idsOf', () => {
  it('holds every spelling of the identity, and what the answer carried', () => {
    const ids = idsOf(
      failingAttempt({
        id: {
          requestId: 'hp-orders-1-1',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
          amznTraceId: 'Root=1-67891233-abcdef012345678912345678;Sampled=0',
        },
        answeredIds: { 'x-amzn-requestid': 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', 'x-short': 'abc' },
      }),
    );
    expect(ids).toEqual([
      'hp-orders-1-1',
      '0af7651916cd43dd8448eb211c80319c',
      '1-67891233-abcdef012345678912345678',
      'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    ]);
  });
});

describe('correlate', () => {
  it('ties by the id, and knows the lines of another request', () => {
    const [ours, other] = tie(
      [`2026-11-22T10:02:36.010Z ERROR [${ID}] boom`, `2026-11-22T10:02:36.011Z ERROR [${OTHER}] boom`].join(
        '\n',
      ),
    );
    expect(ours).toMatchObject({ tier: 'request', isForeign: false });
    expect(other).toMatchObject({ tier: 'window', isForeign: true });
  });

  it('takes the id that a runtime gives the request for ours too', () => {
    const lambda = 'c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d';
    const ties = tie(
      [
        `2026-11-22T10:02:36.001Z\t${lambda}\tINFO\trequest ${ID}`,
        `2026-11-22T10:02:36.002Z\t${lambda}\tERROR\tboom`,
      ].join('\n'),
    );
    expect(ties.map(({ tier }) => tier)).toEqual(['request', 'request']);
  });

  it('does not take an id for ours that stood in the log before', () => {
    const customer = 'c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d';
    const ties = tie(
      [
        `2026-11-22T10:01:36.001Z INFO customer ${customer} logged in`,
        `2026-11-22T10:02:36.001Z INFO request ${ID} of customer ${customer}`,
        `2026-11-22T10:02:36.002Z ERROR customer ${customer} lost`,
      ].join('\n'),
    );
    expect(ties.at(-1)?.tier).toBe('window');
  });

  it.each([
    ['2026-11-22T10:02:36.010Z ERROR django.request 1 Internal Server Error: /orders', 'same'],
    ['2026-11-22T10:02:36.010Z ERROR django.request 1 Internal Server Error: /cart', 'other'],
    ['2026/11/22 10:02:36 GET /orders: list: connection refused', 'same'],
    ['2026-11-22T10:02:36.010Z ERROR shop boom', 'none'],
  ])('reads the path of: %s', (text, path) => {
    expect(tie(text)[0]?.path).toBe(path);
  });

  it('ties an exception without a time to the access line beside it', () => {
    const access = (path: string, status: number) =>
      `127.0.0.1 - - [22/Nov/2026:10:02:36 +0000] "GET ${path} HTTP/1.1" ${status} 12 "-" "curl"`;
    const thrown = "TypeError: Cannot read properties of undefined (reading 'x')\n    at f (/srv/a.js:1:2)";
    const ties = tie(
      [access('/health', 200), access('/orders?page=2', 500), thrown, access('/health', 200), thrown].join(
        '\n',
      ),
    );
    expect(ties.map(({ path }) => path)).toEqual(['other', 'same', 'same', 'other', 'none']);
    expect(ties[4]).toMatchObject({ order: 'after' });
  });

  it("gives a writer's turn to the request that it names", () => {
    const apache = (pid: number, text: string) =>
      `[Sun Nov 22 10:02:36.010000 2026] [proxy:error] [pid ${pid}:tid ${pid}] ${text}`;
    const ties = tie(
      [
        apache(1, `AH00001: begins ${ID}`),
        apache(2, 'AH00002: elsewhere'),
        apache(1, 'AH00957: attempt to connect failed'),
      ].join('\n'),
    );
    expect(ties.map(({ tier }) => tier)).toEqual(['request', 'window', 'connection']);
  });

  it('ties nothing where nothing is asked for', () => {
    const placed = placeAll([...reassemble(eventsOf(`x ${ID}`), LOG_FORMATS)], undefined);
    expect([...correlate(placed, undefined).values()]).toMatchObject([{ tier: 'window', path: 'none' }]);
  });
});

describe('a flood of access lines', () => {
  const RECORDS = 150_000;
  const [pattern] = reassemble(
    eventsOf('10.0.0.1 - - [22/Nov/2026:10:02:36 +0000] "GET /orders?page=2 HTTP/1.1" 500 1 "-" "-"'),
    LOG_FORMATS,
    { near: AT },
  );
  const flood = (writerOf: (index: number) => string) => {
    const asked = { writers: 0 };
    const records = Array.from({ length: RECORDS }, (_, index) =>
      Object.defineProperty({ ...pattern!, lines: [{ line: index, text: '' }] }, 'writer', {
        get: () => {
          asked.writers += 1;
          return writerOf(index);
        },
      }),
    );
    return { asked, placed: placeAll(records, { from: AT, to: AT + 50 }) };
  };

  it('is tied without an error', () => {
    const { placed } = flood(() => 'pid:1');
    expect(correlate(placed, attempt).size).toBe(RECORDS);
  });

  it('asks each record for its writer a few times, however many writers there are', () => {
    const { asked, placed } = flood((index) => `pid:${index}`);
    correlate(placed, attempt);
    expect(asked.writers).toBeLessThan(RECORDS * 10);
  });
});
