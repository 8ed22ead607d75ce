import type { Clock, SecretSource } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';

/** A rotated secret is noticed after this time, or at once when the target answers 401. Secrets Manager bills each call. */
const SECRET_FRESH_MS: Milliseconds = 300_000;

/** Reads a secret: from memory, or anew where `fresh` says so. */
export type ReadSecret = (reference: string, fresh: boolean) => Promise<string>;

interface Known {
  readonly at: EpochMs;
  readonly value: Promise<string>;
}

/** Keeps secrets in memory, each read once in a while. */
export const keepSecrets = (
  secrets: SecretSource,
  clock: Pick<Clock, 'now'>,
  keptMs: Milliseconds = SECRET_FRESH_MS,
): ReadSecret => {
  const known = new Map<string, Known>();
  return (reference, fresh) => {
    const cached = known.get(reference);
    const now = clock.now();
    if (cached && !fresh && now - cached.at < keptMs) return cached.value;
    const value = secrets.resolve(reference);
    known.set(reference, { at: now, value });
    // A failure is not remembered: the next attempt asks again.
    value.catch(() => known.delete(reference));
    return value;
  };
};
