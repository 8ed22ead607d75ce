import { describe, expect, it } from 'vitest';
import { describeChange, raisedByChange, recentChanges } from '../../../lib/core/diagnosis/changes.ts';

const MINUTE = 60_000;
const AT = 100 * MINUTE;
const change = (minutesBefore: number, what = 'deploy v42') => ({
  at: AT - minutesBefore * MINUTE,
  what,
  component: 'shop',
});

describe('recentChanges', () => {
  it('keeps those of the two hours before, the latest first', () => {
    const changes = [change(90, 'b'), change(121, 'too old'), change(4, 'a'), change(-1, 'afterwards')];
    expect(recentChanges(changes, AT).map(({ what }) => what)).toEqual(['a', 'b']);
  });
});

describe('describeChange', () => {
  it.each([
    [0.2, 'less than a minute after deploy v42 of shop'],
    [4, '4 min after deploy v42 of shop'],
  ])('%f minutes before: %s', (minutes, text) => {
    expect(describeChange(change(minutes), AT)).toBe(text);
  });
});

describe('raisedByChange', () => {
  it.each([
    ['code.exception', true],
    ['datastore.schema', true],
    ['thirdparty.api', false],
    ['resource.memory', false],
  ] as const)('a change just before raises %s: %s', (cause, raised) => {
    expect(raisedByChange(cause, [change(4)])).toBe(raised);
    expect(raisedByChange(cause, [])).toBe(false);
  });
});
