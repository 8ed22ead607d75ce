import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { readRecords } from '../../../lib/core/diagnosis/read-records.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:36.000Z');
const ID = '6b064573246e7a49a1adc46729d1a0b8';
const attempt = failingAttempt({
  startedAt: AT,
  path: '/orders',
  status: 500,
  id: { requestId: ID, traceparent: '', amznTraceId: '' },
});

const FLOOD = 130_000;
const flood = { source: 'app.log', stream: 'app.log', line: 1, text: 'Error\n'.repeat(FLOOD) };
const line = (number: number, text: string) => ({ ...flood, line: FLOOD + number, text });
const events = [
  flood,
  line(1, '2026-11-22T09:00:00.000Z ERROR an hour before'),
  line(2, '2026-11-22T10:02:36.010Z ERROR in the time of the request'),
  line(3, `2026-11-22T09:00:00.000Z ERROR [${ID}] with the id of the request`),
  line(4, `2026-11-22T10:02:36.020Z ERROR [${ID}] Too many connections`),
];

describe('a flood of records', () => {
  const { records, left } = readRecords(events, LOG_FORMATS, evidenceOf('', { attempt }));

  it('is read up to 100,000 of them', () => {
    expect(records.slice(0, 100_000).every(({ message }) => message === 'Error')).toBe(true);
    expect(left).toBe(FLOOD - 100_000 + 1);
  });

  it('hides neither what names the request nor what lies in its time', () => {
    expect(records.slice(100_000).map(({ lines }) => lines[0]?.line)).toEqual([
      FLOOD + 2,
      FLOOD + 3,
      FLOOD + 4,
    ]);
  });

  it('is told as a gap, beside the cause', () => {
    const { cause, gaps } = diagnose(evidenceOf('', { attempt, events }), {
      formats: LOG_FORMATS,
      rules: CAUSE_RULES,
    });
    expect(cause?.id).toBe('datastore.capacity');
    expect(gaps.map(({ missing }) => missing)).toContain(
      `the window holds too many records to weigh: ${left} of them, the last that were read, were left out`,
    );
  });
});
