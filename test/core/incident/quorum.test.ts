import { expect, it } from 'vitest';

import type { Quorum } from '../../../lib/core/incident/policy.ts';
import { verdictOf } from '../../../lib/core/incident/quorum.ts';
import type { Verdict } from '../../../lib/core/probe/result.ts';

const ROWS: readonly [Verdict[], Quorum, Verdict | undefined][] = [
  [[], 'any', undefined],
  [['up'], 'any', 'up'],
  [['down', 'up', 'up'], 'any', 'down'],
  [['down', 'up', 'up'], 'majority', 'flaky'],
  [['down', 'down', 'up'], 'majority', 'down'],
  [['down', 'up'], 'majority', 'flaky'],
  [['down', 'down'], 'majority', 'down'],
  [['down', 'down', 'up'], 3, 'flaky'],
  [['down', 'down', 'down'], 3, 'down'],
  [['degraded', 'up'], 'any', 'degraded'],
  [['degraded', 'flaky'], 'any', 'flaky'],
];

it.each(ROWS)('%j by %s is %s', (verdicts, quorum, expected) => {
  const votes = verdicts.map((verdict, index) => ({ location: `place-${index}`, verdict }));
  expect(verdictOf(votes, quorum)).toBe(expected);
});
