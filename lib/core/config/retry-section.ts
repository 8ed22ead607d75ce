import * as v from 'valibot';

import { FAILURE_KINDS } from '../probe/failure.ts';
import type { RetryPolicy } from '../retry/policy.ts';
import { duration } from './duration.ts';
import { described, wholeNumber } from './fields.ts';

/**
 * What is worth another attempt: the network's troubles and the answers that say "later". Never other 4xx, a wrong
 * certificate or a broken assertion, since a second attempt sees the same.
 */
export const RETRY_ON = [
  'dns',
  'connect',
  'reset',
  'timeout',
  '408',
  '425',
  '429',
  '500',
  '502',
  '503',
  '504',
] as const;

const RETRY_EXPECTED = `expected a status code or one of ${FAILURE_KINDS.join(', ')}`;

const retryReason = v.pipe(
  v.union(
    [
      v.picklist(FAILURE_KINDS),
      v.pipe(v.string(), v.regex(/^[45]\d\d$/, RETRY_EXPECTED)),
      wholeNumber(400, 599),
    ],
    RETRY_EXPECTED,
  ),
  v.transform(String),
);

const entries = {
  attempts: v.optional(described(wholeNumber(1, 10), 'Attempts in all, the first one included.'), 3),
  backoff: v.optional(
    described(
      v.picklist(['constant', 'linear', 'exponential', 'decorrelated']),
      'How the waits grow: `exponential` is base·2ⁿ, `linear` base·(n+1), `decorrelated` random(base, 3·previous).',
    ),
    'exponential',
  ),
  base: v.optional(described(duration({ min: 0 }), 'The first wait, before jitter.'), '250ms'),
  cap: v.optional(described(duration({ min: 0 }), 'No wait is longer, before jitter.'), '5s'),
  jitter: v.optional(
    described(
      v.picklist(['none', 'equal', 'full']),
      'How much of a wait is random: none of it, its upper half, or all of it.',
    ),
    'full',
  ),
  retryOn: v.optional(
    described(v.array(retryReason), 'Failure kinds and status codes that are worth another attempt.'),
    [...RETRY_ON],
  ),
  address: v.optional(
    described(
      v.picklist(['same', 'next']),
      '`next` turns to another address of the name for each attempt, as long as there is one that was not tried.',
    ),
    'same',
  ),
  retryNonIdempotent: v.optional(
    described(v.boolean(), 'Whether requests that may change something (POST, PATCH) are repeated too.'),
    false,
  ),
};

/** `retry:` of a check. */
export const retrySection = v.pipe(
  v.strictObject(entries),
  v.transform(({ base, cap, ...rest }): RetryPolicy => ({
    ...rest,
    baseMs: base,
    capMs: Math.max(base, cap),
  })),
);
