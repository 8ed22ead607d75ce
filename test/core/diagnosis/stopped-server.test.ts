import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:33.400Z');

const attempt = failingAttempt({ startedAt: AT, durationMs: 3_200, path: '/orders', status: 500 });

const ask = (line: string) =>
  diagnose(evidenceOf(line, { attempt }), { formats: LOG_FORMATS, rules: CAUSE_RULES }).cause?.id;

const mariadb = (time: string): string =>
  `${time} 0 [Note] /usr/sbin/mariadbd (initiated by: root[root] @ localhost []): Normal shutdown`;

describe('a server that was stopped', () => {
  it('is the cause where it went before the answer', () => {
    expect(ask(mariadb('2026-11-22 10:02:35'))).toBe('datastore.unreachable');
  });

  it('is none where it may have gone after the answer', () => {
    expect(ask(mariadb('2026-11-22 10:02:36'))).toBeUndefined();
  });

  it('is none where it went after the answer', () => {
    expect(ask(mariadb('2026-11-22 10:02:38'))).toBeUndefined();
  });
});
