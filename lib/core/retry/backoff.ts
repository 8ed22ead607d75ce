import type { Milliseconds } from '../time.ts';
import type { RetryPolicy } from './policy.ts';

type BackoffPolicy = Pick<RetryPolicy, 'backoff' | 'baseMs' | 'capMs' | 'jitter'>;

/**
 * The wait before retry `retry` (from 1). `full` jitter is random(0, min(cap, base·2ⁿ)), which spreads a crowd of
 * clients best; `decorrelated` draws from [base, 3·previous] and so has its jitter built in.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffMs = (
  policy: BackoffPolicy,
  { retry, previousMs }: { readonly retry: number; readonly previousMs: Milliseconds },
  random: () => number,
): Milliseconds => {
  const { baseMs, capMs } = policy;
  if (policy.backoff === 'decorrelated') {
    const most = Math.max(baseMs, previousMs * 3);
    return Math.min(capMs, baseMs + random() * (most - baseMs));
  }
  return jittered(Math.min(capMs, grown(policy.backoff, baseMs, retry)), policy.jitter, random);
};

const grown = (
  backoff: 'constant' | 'linear' | 'exponential',
  baseMs: Milliseconds,
  retry: number,
): Milliseconds => {
  switch (backoff) {
    case 'constant':
      return baseMs;
    case 'linear':
      return baseMs * retry;
    case 'exponential':
      return baseMs * 2 ** (retry - 1);
  }
};

const jittered = (ms: Milliseconds, jitter: RetryPolicy['jitter'], random: () => number): Milliseconds => {
  switch (jitter) {
    case 'none':
      return ms;
    case 'equal':
      return ms / 2 + (random() * ms) / 2;
    case 'full':
      return random() * ms;
  }
};
