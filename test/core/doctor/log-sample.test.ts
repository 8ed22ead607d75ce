import { describe, expect, it } from 'vitest';

import { logSample } from '../../../lib/core/doctor/log-sample.ts';
import type { LogEvent } from '../../../lib/core/logs/event.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const eventsOf = (...lines: readonly string[]): readonly LogEvent[] =>
  lines.map((text, index) => ({ source: '/shop/app', stream: 's', line: index + 1, text }));

const sample = (...lines: readonly string[]) =>
  logSample('/shop/app', { events: eventsOf(...lines), gaps: [], newestEventAt: 7 }, LOG_FORMATS);

describe('a sample of a log', () => {
  it('counts the records, and those with a request id in them', () => {
    expect(
      sample(
        '{"level":"info","requestId":"0b8d4e3a-95a1-4f7e-8f4e-9d2b1c3a7e11","message":"GET /orders 200"}',
        '{"level":"info","message":"started"}',
      ),
    ).toEqual({ source: '/shop/app', records: 2, withIds: 1, newestEventAt: 7, gaps: [] });
  });

  it('names the line of configuration that adds ids, for the software that wrote most', () => {
    const line = (second: number) =>
      `2026-11-22 10:02:${second} [http-nio-8080-exec-1] ERROR c.e.Orders - no stock`;
    const found = sample(line(10), line(11), '2026-11-22T10:02:12.000Z plain text');
    expect(found).toMatchObject({ records: 3, withIds: 0, fix: expect.stringContaining('X-Request') });
  });

  it('holds the gaps of a log that could not be read, and none of one that could', () => {
    const gaps = [{ missing: 'log group /shop/app: it does not exist' }];
    expect(logSample('/shop/app', { events: [], gaps }, LOG_FORMATS)).toMatchObject({ records: 0, gaps });
    expect(logSample('/shop/app', { events: eventsOf('x'), gaps }, LOG_FORMATS).gaps).toEqual([]);
  });
});
