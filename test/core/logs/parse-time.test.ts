import { describe, expect, it } from 'vitest';
import { fromEpoch, parseTime } from '../../../lib/core/logs/parse-time.ts';

const shown = (text: string): string | undefined => {
  const time = parseTime(text);
  return time && `${new Date(time.timestamp).toISOString()} ${time.timeQuality}`;
};

describe('times in log lines', () => {
  it.each([
    ['2026-11-22T10:02:36.060Z ERROR', '2026-11-22T10:02:36.060Z zoned'],
    ['2026-11-22T10:02:36.123456789+02:00', '2026-11-22T08:02:36.123Z zoned'],
    ['2026-11-22 10:02:36,060 ERROR', '2026-11-22T10:02:36.060Z local'],
    ['2026-11-22 10:02:45 +0000] [22291]', '2026-11-22T10:02:45.000Z zoned'],
    ['2026-11-22 10:02:45 -0530', '2026-11-22T15:32:45.000Z zoned'],
    ['2026-11-22 10:19:06.5 UTC [31538]', '2026-11-22T10:19:06.500Z zoned'],
    ['2026-11-22 10:19:06 GET /x', '2026-11-22T10:19:06.000Z local'],
    ['2026/11/22 10:04:42 [error] 23705#23705', '2026-11-22T10:04:42.000Z local'],
    ['22/Nov/2026:10:20:01 +0100', '2026-11-22T09:20:01.000Z zoned'],
    ['22/Nov/2026:10:20:01.562', '2026-11-22T10:20:01.562Z local'],
    ['22/Nov/2026 10:20:01', '2026-11-22T10:20:01.000Z local'],
    ['22-Nov-2026 10:05:21 UTC', '2026-11-22T10:05:21.000Z zoned'],
    ['22-Nov-2026 10:05:21', '2026-11-22T10:05:21.000Z local'],
    ['25 Nov 2026 03:18:29.898', '2026-11-25T03:18:29.898Z local'],
    ['Sun Nov 22 10:18:00.653379 2026', '2026-11-22T10:18:00.653Z local'],
    ['Nov 22, 2026 12:08:00 AM', '2026-11-22T00:08:00.000Z local'],
    ['Nov 22, 2026 12:08:00 PM', '2026-11-22T12:08:00.000Z local'],
    ['11/22/2026, 10:24:54 PM', '2026-11-22T22:24:54.000Z local'],
    ['Nov 22 10:08:00 web sshd[1]:', '1970-11-22T10:08:00.000Z local'],
    ['10:08:00.123 [main] INFO', '1969-12-31T10:08:00.123Z local'],
    ['Nov  2 10:08:00 web sshd[1]:', '1970-11-02T10:08:00.000Z local'],
  ])('reads %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each(['', 'hello', '2026-11', '2026-13-45 hello', 'Foo 22, 2026 10:08:00 AM', '12345-67-89'])(
    'reads none in %j',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );

  it.each([
    [1_795_342_834, 1_795_342_834_000],
    [1_795_342_834.25, 1_795_342_834_250],
    [1_795_342_834_000, 1_795_342_834_000],
    [1_795_342_834_000_000, 1_795_342_834_000],
    [1_795_342_834_000_000_000, 1_795_342_834_000],
  ])('reads the number %d as seconds, milli-, micro- or nanoseconds', (value, timestamp) => {
    expect(fromEpoch(value)).toEqual({ timestamp, timeQuality: 'zoned' });
  });

  it.each([0, 42, Number.NaN, Number.POSITIVE_INFINITY])('reads no time in the number %d', (value) => {
    expect(fromEpoch(value)).toBeUndefined();
  });
});
