import { describe, expect, it } from 'vitest';

import { createRetryBudget } from '../../../lib/core/retry/budget.ts';

const START = 1_700_000_040_000;

const taken = (budget: ReturnType<typeof createRetryBudget>, now: number): number => {
  let count = 0;
  while (budget.take(now)) count += 1;
  return count;
};

describe('createRetryBudget', () => {
  it.each([
    [1, 10],
    [50, 10],
    [100, 20],
    [1_000, 200],
  ])('allows for %d probes %d retries', (probes, retries) => {
    const budget = createRetryBudget();
    for (let n = 0; n < probes; n++) budget.began(START);
    expect(taken(budget, START)).toBe(retries);
  });

  it('gives back over time what was taken', () => {
    const budget = createRetryBudget({ windowMs: 60_000 });
    expect(taken(budget, START)).toBe(10);
    expect(taken(budget, START + 59_000)).toBe(0);
    expect(taken(budget, START + 60_000 + 30_000)).toBe(5);
    expect(taken(budget, START + 600_000)).toBe(10);
  });

  it('is not upset by a clock that steps back', () => {
    const budget = createRetryBudget();
    budget.began(START);
    expect(taken(budget, START - 3_600_000)).toBe(10);
  });
});
