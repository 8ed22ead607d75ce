import type { Verdict } from '../probe/result.ts';
import type { Quorum } from './policy.ts';

/** What one location says of a check in one tick. */
export interface Vote {
  readonly location: string;
  readonly verdict: Verdict;
}

const needed = (quorum: Quorum, voters: number): number => {
  if (quorum === 'any') return 1;
  if (quorum === 'majority') return Math.floor(voters / 2) + 1;
  return quorum;
};

/**
 * One verdict of all locations that voted in one tick; undefined when none did, since silence is no vote.
 * Places that see it down without reaching the quorum make it `flaky`: unclean, but not down.
 */
export const verdictOf = (votes: readonly Vote[], quorum: Quorum): Verdict | undefined => {
  if (votes.length === 0) return undefined;
  const down = votes.filter((vote) => vote.verdict === 'down').length;
  if (down >= needed(quorum, votes.length)) return 'down';
  if (down > 0 || votes.some((vote) => vote.verdict === 'flaky')) return 'flaky';
  return votes.some((vote) => vote.verdict === 'degraded') ? 'degraded' : 'up';
};
