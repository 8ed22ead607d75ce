import { describe, expect, it } from 'vitest';

import { monthlyBill, totalOf, type MonthlyUsage } from '../../../lib/core/cost/monthly-bill.ts';
import { HOURS_PER_MONTH, PRICES } from '../../../lib/core/cost/prices.ts';

interface Row {
  readonly title: string;
  readonly usage: MonthlyUsage;
  readonly usd: number;
  readonly usdAfterFree: number;
}

// Worked out by hand from the price pages.
const ROWS: readonly Row[] = [
  { title: '3 million requests of Lambda', usage: { lambdaRequests: 3e6 }, usd: 0.6, usdAfterFree: 0.4 },
  { title: 'a million GB-seconds', usage: { lambdaGbSeconds: 1e6 }, usd: 13.3334, usdAfterFree: 8.00004 },
  {
    title: '10 billion GB-seconds, of two bands',
    usage: { lambdaGbSeconds: 10e9 },
    usd: 100_000.5 + 30_000.25,
    usdAfterFree: 100_000.5 + 2.4996e9 * 0.0000120001,
  },
  { title: '15 series', usage: { customMetrics: 15 }, usd: 4.5, usdAfterFree: 1.5 },
  {
    title: '100,000 series, of two bands',
    usage: { customMetrics: 100_000 },
    usd: 12_000,
    usdAfterFree: 11_999,
  },
  {
    title: '2 million series, of four bands',
    usage: { customMetrics: 2_000_000 },
    usd: 3_000 + 24_000 + 37_500 + 20_000,
    usdAfterFree: 3_000 + 24_000 + 37_500 + 19_999.8,
  },
  {
    title: 'a canary that runs each minute',
    usage: { syntheticsRuns: HOURS_PER_MONTH * 60 },
    usd: 52.56,
    usdAfterFree: 52.44,
  },
  { title: '8,800 GB to the internet', usage: { transferOutGb: 8_800 }, usd: 792, usdAfterFree: 783 },
  { title: 'alarms within the free ten', usage: { standardAlarms: 9 }, usd: 0.9, usdAfterFree: 0 },
];

describe('the monthly bill', () => {
  it.each(ROWS)('prices $title at $usd, and $usdAfterFree with the free units left', (row) => {
    const { usd, usdAfterFree } = totalOf(monthlyBill(row.usage));
    expect(usd).toBeCloseTo(row.usd, 4);
    expect(usdAfterFree).toBeCloseTo(row.usdAfterFree, 4);
  });

  it('leaves out what is not used, and keeps the order of the table', () => {
    const lines = monthlyBill({ sqsRequests: 10, customMetrics: 0, lambdaRequests: 5 });
    expect(lines.map(({ item, service, quantity }) => ({ item, service, quantity }))).toEqual([
      { item: 'lambdaRequests', service: 'Lambda', quantity: 5 },
      { item: 'sqsRequests', service: 'SQS', quantity: 10 },
    ]);
  });

  it('knows of each price where it stands and when it was seen, and ends in a band without end', () => {
    const prices = Object.values(PRICES);
    expect(prices.length).toBeGreaterThan(20);
    for (const { source, seen, bands } of prices) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//u);
      expect(seen).toMatch(/^202[56]-\d\d-\d\d$/u);
      expect(bands.at(-1)?.upTo).toBe(Infinity);
      expect(bands.map(({ upTo }) => upTo)).toEqual(bands.map(({ upTo }) => upTo).sort((a, b) => a - b));
    }
  });
});
