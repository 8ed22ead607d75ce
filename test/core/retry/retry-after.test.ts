import { describe, expect, it } from 'vitest';

import { retryAfterMs } from '../../../lib/core/retry/retry-after.ts';

const NOW = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 5 ', 5_000],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
  ])('reads %j', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    'soon',
    '-1',
    '1.5',
    '1e9',
    '9'.repeat(40),
    '2026-10-21T07:28:30Z',
    'Wed, 99 Oct 2026 07:28:30 GMT',
  ])('does not take %j', (header) => {
    expect(retryAfterMs(header, NOW)).toBeUndefined();
  });
});
