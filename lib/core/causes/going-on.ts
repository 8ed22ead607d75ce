import type { Tie } from '../diagnosis/correlate.ts';
import type { Placed } from '../diagnosis/timeline.ts';
import type { EpochMs } from '../time.ts';

/** A record and how it is tied, before it is weighed. */
export interface Tied extends Placed {
  readonly tie: Tie;
}

/** And what it says, as far as its like is recognised by it. */
export interface Keyed extends Tied {
  readonly key: string;
}

/** Clocks of two machines differ by so much, and a log is written a little late. */
export const TOLERANCE_MS = 100;

/**
 * What a log goes on saying by itself, and how often before the request was sent: it stands before the request and
 * after its answer, and none of it beside a request that failed. Only a log that writes its requests can show that,
 * or one whose times are exact, where nothing of it was written while the request was served.
 */
export const goingOn = (
  tied: readonly Keyed[],
  askedAt: EpochMs | undefined,
  answeredAt: EpochMs | undefined,
): ReadonlyMap<string, number> => {
  const going = new Map<string, number>();
  if (askedAt === undefined || answeredAt === undefined) return going;
  const byKey = Map.groupBy(tied.filter(isByItself), ({ key }) => key);
  for (const [key, alike] of byKey) {
    const before = alike.filter(
      ({ at, grainMs }) => at !== undefined && at + grainMs < askedAt - TOLERANCE_MS,
    );
    const goesOn = alike.some(({ at }) => at !== undefined && at - answeredAt > TOLERANCE_MS);
    const isApart = alike.some(isLogged) || alike.every((each) => isOutside(each, askedAt, answeredAt));
    if (before.length > 0 && goesOn && isApart) going.set(key, before.length);
  }
  return going;
};

/**
 * Whether its time is exact enough to say that it was not written while the request was served. What a datastore goes
 * on saying of itself is a state that lasts, and may well be why.
 */
const isOutside = ({ at, grainMs, record }: Tied, askedAt: EpochMs, answeredAt: EpochMs): boolean =>
  at !== undefined &&
  !DATASTORE_LOG.test(record.format) &&
  (at + grainMs < askedAt - TOLERANCE_MS || at - answeredAt > TOLERANCE_MS);

const DATASTORE_LOG = /^(?:postgres|mysql|redis)-server$/;

/** Whether no request said it, as far as the log shows. */
const isByItself = ({ tie }: Tied): boolean => !tie.isRequest && tie.tier === 'window';

/** Whether the log that the record stands in writes the requests that it answers. */
const isLogged = ({ tie }: Tied): boolean => tie.order !== 'unknown' || tie.path !== 'none';
