import { describe, expect, it } from 'vitest';
import { HeaderFinder, mergeHeaders } from '../../../lib/core/logs/find-header.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const LINE = '2026-11-22 10:02:36,060 ERROR django.request 22293 failed';

describe('finding the header of a line', () => {
  it('prefers an exact format to a general one', () => {
    expect(new HeaderFinder(LOG_FORMATS).find(LINE)).toMatchObject({ format: 'python-logging' });
    expect(new HeaderFinder(LOG_FORMATS.toReversed()).find(LINE)).toMatchObject({ format: 'python-logging' });
  });

  it('says so where only a general shape was recognised', () => {
    expect(new HeaderFinder(LOG_FORMATS).find('ERROR: x')).toMatchObject({
      format: 'leveled',
      isGeneral: true,
    });
  });

  it.each([
    [
      'one that begins like the last',
      LINE.replace('36,060', '37,999'),
      Date.UTC(2026, 10, 22, 10, 2, 37, 999),
    ],
    ['JSON', '{"time":"2026-11-22T10:08:02Z","x":1}', Date.UTC(2026, 10, 22, 10, 8, 2)],
  ])('glances at %s for its time alone', (_, line, timestamp) => {
    const finder = new HeaderFinder(LOG_FORMATS);
    finder.find(LINE);
    expect(finder.glance(line)?.header).toMatchObject({ timestamp, severity: 'info', message: line });
  });

  it('reads a line that begins otherwise, and one of a format that wraps', () => {
    const finder = new HeaderFinder(LOG_FORMATS);
    finder.find(LINE);
    expect(finder.glance('ERROR: x')).toMatchObject({ format: 'leveled', header: { severity: 'error' } });
    const postgres = '2026-11-25 03:19:07.180 UTC [18446] ERROR:  no';
    finder.find(postgres);
    expect(finder.glance(postgres.replace('ERROR', 'DETAIL'))?.header.continues).toBe(true);
  });

  it('takes from a collector what the software does not say', () => {
    const outer = {
      format: 'syslog',
      header: {
        timestamp: 1,
        timeQuality: 'zoned',
        writer: 'a:1',
        message: 'x',
        inner: ['x'],
        continues: true,
      },
    } as const;
    const inner = {
      format: 'python-logging',
      header: { timestamp: 2, timeQuality: 'local', logger: 'shop', message: 'y' },
    } as const;
    expect(mergeHeaders(outer, inner)).toEqual({
      format: 'python-logging',
      header: { timestamp: 1, timeQuality: 'zoned', writer: 'a:1', logger: 'shop', message: 'y', fields: {} },
    });
    expect(mergeHeaders(undefined, inner)).toBe(inner);
  });
});
