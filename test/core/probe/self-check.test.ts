import { describe, expect, it } from 'vitest';

import { createSelfCheck } from '../../../lib/core/probe/self-check.ts';
import { fakeClock } from '../../support/probe-check.ts';

describe('createSelfCheck', () => {
  it('looks once for many, and again after five seconds', async () => {
    const clock = fakeClock();
    const answers = [false, true];
    let asked = 0;
    const online = createSelfCheck(async () => answers[asked++] ?? true, clock);
    expect(await Promise.all([online(), online(), online()])).toEqual([false, false, false]);
    clock.advance(4_999);
    expect(await online()).toBe(false);
    clock.advance(1);
    expect(await online()).toBe(true);
    expect(asked).toBe(2);
  });

  it('accuses nobody when it breaks down itself', async () => {
    const online = createSelfCheck(() => Promise.reject(new Error('bug')), fakeClock());
    expect(await online()).toBe(true);
  });
});
