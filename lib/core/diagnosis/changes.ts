import type { CauseId } from '../causes/cause.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Change } from './evidence.ts';

/** What changed longer ago is not suspected before everything else. */
const RECENT_MS: Milliseconds = 2 * 3_600_000;

const MINUTE_MS = 60_000;

/** What a change brings with it. */
const BY_CHANGE: ReadonlySet<CauseId> = new Set<CauseId>([
  'code.syntax',
  'code.missing_artifact',
  'code.exception',
  'datastore.schema',
  'datastore.auth',
  'fs.permission',
  'web.config',
  'cloud.authz_throttle',
]);

/** Changes shortly before the failure, the latest first. */
export const recentChanges = (changes: readonly Change[], at: EpochMs): readonly Change[] =>
  changes
    .filter((change) => change.at <= at && at - change.at <= RECENT_MS)
    .toSorted((one, other) => other.at - one.at);

/** `first seen 4 min after deploy v42 of orders-fn`. */
export const describeChange = (change: Change, at: EpochMs): string => {
  const minutes = Math.round((at - change.at) / MINUTE_MS);
  return `${minutes < 1 ? 'less than a minute' : `${minutes} min`} after ${change.what} of ${change.component}`;
};

/** Whether changes bear on a cause; on none that is known, they do. */
export const bearsChanges = (cause: CauseId | undefined): boolean =>
  cause === undefined || BY_CHANGE.has(cause);

/** How much a change just before raises a cause that changes bring. */
export const raisedByChange = (cause: CauseId, recent: readonly Change[]): boolean =>
  recent.length > 0 && BY_CHANGE.has(cause);
