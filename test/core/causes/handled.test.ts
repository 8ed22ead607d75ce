import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const causeOf = (...lines: readonly string[]): string | undefined =>
  diagnose(evidenceOf(lines.join('\n')), { formats: LOG_FORMATS, rules: CAUSE_RULES }).cause?.id;

const AWAY = [
  '2026-11-22 10:02:36,060 WARNING shop.cache no prices cached, the list has to do',
  'Traceback (most recent call last):',
  '  File "/srv/shop/cache.py", line 12, in prices',
  '    return client.get("prices")',
  'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.',
];
const ended = (level: string): readonly string[] => [
  `2026-11-22 10:02:36,070 ${level} shop.web GET /prices failed`,
  'Traceback (most recent call last):',
  '  File "/srv/shop/views.py", line 31, in prices',
  '    return prices["altair"]',
  "KeyError: 'altair'",
];

describe('what was handled', () => {
  it('is a warning above the error that ended the request', () => {
    expect(causeOf(...AWAY, ...ended('ERROR'))).toBe('code.exception');
  });

  it('is not known where a warning is all there is', () => {
    expect(causeOf(...AWAY)).toBe('datastore.unreachable');
  });

  it('is no warning that comes after the error', () => {
    expect(causeOf(...ended('ERROR'), ...AWAY)).toBe('datastore.unreachable');
  });

  it('is not shown by an exception that the application defines', () => {
    const passed = ended('ERROR').map((line) => line.replace('KeyError:', 'shop.PricesMissing:'));
    expect(causeOf(...AWAY, ...passed)).toBe('datastore.unreachable');
  });

  it('is not shown by another warning', () => {
    expect(causeOf(...AWAY, ...ended('WARNING'))).toBe('datastore.unreachable');
  });
});
