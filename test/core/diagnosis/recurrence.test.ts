import { describe, expect, it } from 'vitest';
import { CAUSES, type CauseId } from '../../../lib/core/causes/cause.ts';
import { REVIEW_FROM, reviewOf } from '../../../lib/core/diagnosis/recurrence.ts';

const DAY = 86_400_000;
const seen = (count: number) => ({ count, firstSeenAt: 0, lastSeenAt: 9 * DAY });
const subjects = (reviews: readonly string[]) => reviews.map((review) => review.split(':', 1)[0]);

describe('reviewOf', () => {
  it.each([
    ['code.exception', ['deployment procedure', 'error handling', 'alerting']],
    ['datastore.schema', ['deployment procedure', 'alerting']],
    ['datastore.capacity', ['capacity', 'alerting']],
    ['resource.memory', ['capacity', 'alerting']],
    ['thirdparty.api', ['error handling', 'alerting']],
    ['upstream.down', ['alerting']],
  ] as const)('asks of %s for a review of %s', (cause, expected) => {
    expect(subjects(reviewOf(cause, seen(3), { changes: [], from: 3 }))).toEqual(expected);
  });

  it('asks for nothing below the count that is configured', () => {
    for (const cause of Object.keys(CAUSES) as CauseId[])
      expect(reviewOf(cause, seen(REVIEW_FROM - 1), { changes: [], from: REVIEW_FROM })).toEqual([]);
    expect(reviewOf('code.exception', seen(1), { changes: [], from: 1 })).not.toEqual([]);
  });

  it('says how often in how long, and after which change', () => {
    const changes = [
      { at: 1, what: 'deploy v41', component: 'shop' },
      { at: 2, what: 'deploy v42', component: 'shop' },
    ];
    expect(reviewOf('code.exception', seen(4), { changes, from: 3 })[0]).toBe(
      'deployment procedure: 4 times in 9 days, this time after deploy v42; what test would have stopped it',
    );
  });
});
