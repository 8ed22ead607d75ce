import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSlowAt, laneAfter, type Lane } from '../../../lib/core/incident/lane.ts';
import { transition } from '../../../lib/core/incident/transition.ts';
import { alertPolicy } from '../../support/alert-policy.ts';
import { checkState } from '../../support/incident.ts';

const MINUTE = 60_000;
const CHECK = { checkName: 'orders', intervalMs: MINUTE, failing: [], diagnosable: false };

/** The lanes of a row of probes, one a minute at second 45 and judged ten seconds later: `h` hung, `q` quick. */
const lanesOf = (row: string): string => {
  let lane: Lane | undefined;
  return row
    .split('')
    .map((letter, index) => {
      const at = index * MINUTE + 45_000;
      const probedIn = isSlowAt(lane, at) ? 's' : 'f';
      lane = laneAfter(lane, { at, hung: letter === 'h' }, at + 10_000);
      return probedIn;
    })
    .join('');
};

describe('the lane of a check', () => {
  it.each([
    ['qqqq', 'ffff', 'is the fast one'],
    ['hhhh', 'ffss', 'becomes the slow one from the minute after next on'],
    ['hqqqqq', 'ffsssf', 'becomes the fast one again after three quick probes'],
    ['hqqhqqqq', 'ffssssss', 'stays the slow one while it hangs now and then'],
    ['hqqqhhhhh', 'ffsssffss', 'does as was decided, though it hangs before the change'],
    ['hqqqqqhhh', 'ffsssfffs', 'becomes the slow one once more'],
  ])('%s -> %s: %s', (row, lanes) => {
    const seen = lanesOf(row);
    expect(seen).toBe(lanes);
  });

  it('never changes for a tick of a minute that somebody may look at already', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.nat(59_999), (row, offset) => {
        let lane: Lane | undefined;
        row.forEach((hung, index) => {
          const now = index * MINUTE + offset;
          const after = laneAfter(lane, { at: now, hung }, now);
          const endOfNext = (index + 2) * MINUTE;
          for (let tick = now + 1; tick < endOfNext; tick += 7_000)
            expect(isSlowAt(after, tick)).toBe(isSlowAt(lane, tick));
          lane = after;
        });
      }),
    );
  });

  it('is written with the verdict, and keeps the state of a check that hangs and is well', () => {
    const up = { ...CHECK, votes: [{ location: 'home', verdict: 'up' as const }] };
    const first = transition(undefined, { ...up, at: MINUTE, hung: true }, alertPolicy(), MINUTE);
    expect(first?.state).toMatchObject({ lane: { slowFrom: 3 * MINUTE, quickInARow: 0 }, unclean: [] });
    expect(
      transition(first?.state, { ...up, at: 2 * MINUTE, hung: true }, alertPolicy(), 2 * MINUTE),
    ).toBeUndefined();
  });

  it('is left out once the check is quick for good', () => {
    const lane = { slowFrom: 0, quickInARow: 3, fastFrom: 2 * MINUTE };
    const before = checkState({ downInARow: 0, unclean: [], lane });
    const up = { ...CHECK, votes: [{ location: 'home', verdict: 'up' as const }] };
    expect(transition(before, { ...up, at: 2 * MINUTE }, alertPolicy(), 2 * MINUTE)).toMatchObject({
      state: undefined,
    });
  });
});
