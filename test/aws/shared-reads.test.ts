import { describe, expect, it } from 'vitest';

import { sharedReads } from '../../lib/aws/logs/shared-reads.ts';
import type { LogQuery } from '../../lib/core/ports.ts';
import { FakeClock } from '../support/fake-clock.ts';

const MINUTE = 60_000;
const NOW = 1_700_000_040_000;
const { signal } = new AbortController();

const ask = (from: number, to: number, maxBytes = 1_000): LogQuery => ({
  from,
  to,
  ids: [],
  maxBytes,
  signal,
});

/** A group with a line of ten bytes each second, which gives the newest first until the budget is spent. */
const world = () => {
  const clock = new FakeClock(NOW);
  const reads: { readonly from: number; readonly to: number }[] = [];
  const shared = sharedReads(clock);
  const read = async ({ from, to, maxBytes }: LogQuery) => {
    reads.push({ from: from - NOW, to: to - NOW });
    const events = [];
    for (let timestamp = Math.floor(to / 1_000) * 1_000; timestamp >= from; timestamp -= 1_000) {
      if ((events.length + 1) * 10 > maxBytes) return { events, cut: true };
      events.push({ timestamp, message: `line ${String(timestamp).slice(-5)}` });
    }
    return { events, cut: false };
  };
  const of = async (query: LogQuery, group = 'app') => {
    const { events, cut } = await shared(group, query, read);
    return { times: events.map(({ timestamp = 0 }) => timestamp - NOW), cut };
  };
  return { clock, reads, of };
};

const seconds = (from: number, to: number) =>
  Array.from({ length: (to - from) / 1_000 + 1 }, (_, index) => to - index * 1_000);

describe('reads of one log group', () => {
  it('that lie side by side are one call, and each has what it asked for', async () => {
    const { reads, of } = world();
    const [wide, usual] = await Promise.all([
      of(ask(NOW - 30_000, NOW + 20_000, 10_000)),
      of(ask(NOW - 80_000, NOW - 60_000, 100)),
    ]);
    expect(reads).toEqual([{ from: -120_000, to: 60_000 }]);
    expect(wide).toEqual({ times: seconds(-30_000, 20_000), cut: false });
    expect(usual).toEqual({ times: seconds(-69_000, -60_000), cut: true });
  });

  it('that lie far apart, or are of other groups, are calls of their own', async () => {
    const { reads, of } = world();
    await Promise.all([
      of(ask(NOW - 10_000, NOW)),
      of(ask(NOW - 10 * MINUTE, NOW - 9 * MINUTE)),
      of(ask(NOW - 10_000, NOW), 'other'),
    ]);
    expect(reads).toHaveLength(3);
  });

  it('serve the incidents of the same moment, and not one that looks again for lines that came late', async () => {
    const { clock, reads, of } = world();
    await of(ask(NOW - 30_000, NOW));
    await of(ask(NOW - 20_000, NOW - 10_000));
    expect(reads).toHaveLength(1);
    await clock.sleep(2_000);
    await of(ask(NOW - 20_000, NOW - 10_000));
    expect(reads).toHaveLength(2);
  });

  it('are of whole minutes when nothing is under way any more, so that hundreds of late incidents are a few calls', async () => {
    const { clock, reads, of } = world();
    await clock.sleep(10 * MINUTE);
    for (let incident = 0; incident < 100; incident++) {
      const at = NOW - 30_000 + incident * 500;
      expect(await of(ask(at - 2 * MINUTE, at + 30_000, 100_000))).toMatchObject({ cut: false });
      await clock.sleep(1_500);
    }
    expect(reads.length).toBeLessThanOrEqual(3);
    for (const { from, to } of reads) expect([(NOW + from) % MINUTE, (NOW + to) % MINUTE]).toEqual([0, 0]);
  });

  it('of a busy group are cut as the query alone would be, and what the budget did not reach is read by itself', async () => {
    const { reads, of } = world();
    const [wide, usual] = await Promise.all([
      of(ask(NOW - 100_000, NOW, 500)),
      of(ask(NOW - 160_000, NOW - 120_000, 100)),
    ]);
    expect(wide).toEqual({ times: seconds(-49_000, 0), cut: true });
    expect(usual).toEqual({ times: seconds(-129_000, -120_000), cut: true });
    expect(reads).toEqual([
      { from: -180_000, to: 0 },
      { from: -160_000, to: -120_000 },
    ]);
    await Promise.all([of(ask(NOW + 200_000, NOW + 210_000)), of(ask(NOW + 220_000, NOW + 230_000))]);
    expect(reads).toHaveLength(4);
  });

  it('that fail are forgotten', async () => {
    const { clock } = world();
    const shared = sharedReads(clock);
    const query = ask(NOW - 10, NOW);
    await expect(shared('app', query, () => Promise.reject(new Error('throttled')))).rejects.toThrow(
      'throttled',
    );
    expect(await shared('app', query, async () => ({ events: [], cut: false }))).toEqual({
      events: [],
      cut: false,
    });
  });
});
