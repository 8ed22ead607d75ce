import { expect, it } from 'vitest';

import { systemClock } from '../../lib/system/clock.ts';
import { systemRandomness } from '../../lib/system/randomness.ts';

it('ends a wait at once when it is aborted', async () => {
  const stop = new AbortController();
  const began = systemClock.monotonic();
  const wait = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await wait;
  expect(systemClock.monotonic() - began).toBeLessThan(1_000);
});

it('does not wait at all when it was aborted before', async () => {
  await expect(systemClock.sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
});

it('gives as many random bytes as asked for, as hex', () => {
  expect(systemRandomness.hex(16)).toMatch(/^[0-9a-f]{32}$/);
  expect(systemRandomness.hex(16)).not.toBe(systemRandomness.hex(16));
});
