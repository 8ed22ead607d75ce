import type { Randomness } from '../ports.ts';
import type { EpochMs } from '../time.ts';
import type { AttemptId } from './observation.ts';

/**
 * A new identity: one id of 32 hex digits in three spellings. Its first 8 digits are the seconds since 1970, as X-Ray
 * demands of a trace id, so that AWS takes it over instead of making its own. The sampling flags are off: a sampled
 * trace costs the target's owner money.
 */
export const newAttemptId = (randomness: Randomness, now: EpochMs): AttemptId => {
  const seconds = Math.floor(now / 1_000)
    .toString(16)
    .padStart(8, '0');
  const unique = randomness.hex(12);
  const requestId = seconds + unique;
  return {
    requestId,
    traceparent: `00-${requestId}-${randomness.hex(8)}-00`,
    amznTraceId: `Root=1-${seconds}-${unique};Sampled=0`,
  };
};

/** The same identity, asking those who see it to keep a trace of the request. */
export const sampled = (id: AttemptId): AttemptId => ({
  ...id,
  // 00-<trace>-<span>-01
  traceparent: id.traceparent.replace(/-00$/, '-01'),
  amznTraceId: id.amznTraceId.replace(/;Sampled=0$/, ';Sampled=1'),
});

/**
 * The identity of one of several requests of an attempt, `part` from 1: a search for the attempt's id finds them all, a
 * search for this one finds its own.
 */
export const partOfAttempt = (id: AttemptId, part: number): AttemptId => {
  const digits = part.toString(16).padStart(4, '0');
  return {
    requestId: `${id.requestId}-${part}`,
    // 00-<trace>-<span>-00: the span's last four digits say which part it is
    traceparent: id.traceparent.replace(/.{4}(-.{2})$/, `${digits}$1`),
    amznTraceId: id.amznTraceId,
  };
};
