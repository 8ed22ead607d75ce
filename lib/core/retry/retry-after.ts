import type { EpochMs, Milliseconds } from '../time.ts';

// 120
const SECONDS = /^\d{1,9}$/;

// Wed, 21 Oct 2026 07:28:00 GMT (RFC 9110, IMF-fixdate; the obsolete forms are not sent by anybody today)
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long the target asks us to wait, from its `Retry-After`: seconds or a date; undefined when it says nothing usable. */
export const retryAfterMs = (header: string | undefined, now: EpochMs): Milliseconds | undefined => {
  const value = header?.trim() ?? '';
  if (SECONDS.test(value)) return Number(value) * 1_000;
  if (!HTTP_DATE.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
};
