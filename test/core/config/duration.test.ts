import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { duration, formatDuration, parseDuration } from '../../../lib/core/config/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1m', 60_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['14d', 1_209_600_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '10', 's', '-1s', '1 s', '1w', '1s ', '1e3s', '1.2345s', `${'9'.repeat(40)}s`])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [250, '250ms'],
    [1_500, '1500ms'],
    [60_000, '1m'],
    [90_000, '90s'],
    [86_400_000, '1d'],
    [0.4, '0ms'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('the duration key', () => {
  const schema = duration({ min: 10_000, max: 86_400_000 });

  it('gives milliseconds', () => {
    expect(v.parse(schema, '1m')).toBe(60_000);
  });

  it.each([
    [60, 'expected a duration such as 250ms, 10s, 1m or 14d'],
    ['soon', 'expected a duration such as 250ms, 10s, 1m or 14d'],
    ['-5s', 'expected a duration such as 250ms, 10s, 1m or 14d'],
    ['5s', 'expected a duration of at least 10s'],
    ['2d', 'expected a duration of at most 1d'],
  ])('refuses %j and says why', (input, message) => {
    expect(v.safeParse(schema, input).issues?.map((issue) => issue.message)).toEqual([message]);
  });
});
