import type { StateStore } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Incident, IncidentSeverity } from './incident.ts';
import { inCharge, STORM_WINDOW_MS, type Parent, type StormClaim, type StormKey } from './storm.ts';

/** What finding a parent needs of a store. */
export type StormStore = Pick<StateStore, 'claims' | 'claim' | 'incident'>;

/** Who looks for a parent, and when. */
export interface Seeker {
  readonly incidentId: string;
  readonly now: EpochMs;
  /** Incidents that were found not to speak for it. */
  readonly not?: readonly string[];
}

/** A claim is made before its incident is written: so old, and the incident will not come. */
const PHANTOM_MS: Milliseconds = 5_000;

/**
 * The incident that speaks for one of these keys; undefined when from now on the seeker does. It speaks then for the other keys
 * too, as long as for the one that brought the seeker to it, so that who shares only these joins the same storm. A claim is
 * advice: whoever relies on one looks again (`join`), so that a claim whose incident never came, or is over, silences nobody.
 */
export const findParent = async (
  keys: readonly StormKey[],
  seeker: Seeker,
  store: StormStore,
): Promise<Parent | undefined> => {
  const standing = await store.claims(keys.map(({ key }) => key));
  const claimOf = (key: StormKey): StormClaim | undefined => standing.find((claim) => claim.key === key.key);
  for (const key of keys) {
    const claim = claimOf(key);
    const speaker = claim && (await speakerFor(claim, seeker, store));
    if (!speaker) continue;
    const until = await prolong({ ...claim, incidentId: speaker }, claim, seeker, store);
    const others = keys.filter((other) => !isStanding(claimOf(other), seeker));
    await Promise.all(
      others.map((other) => store.claim({ key: other.key, incidentId: speaker, until }, claimOf(other))),
    );
    return { incidentId: speaker, shared: key.shared, joinedAt: seeker.now };
  }
  for (const key of keys) {
    const held = await store.claim(claimed(key, seeker), claimOf(key));
    if (held.incidentId !== seeker.incidentId)
      return { incidentId: held.incidentId, shared: key.shared, joinedAt: seeker.now };
  }
  return undefined;
};

/** Speaks for whatever nobody speaks for: what an incident does that told people of itself before. */
export const claimFree = async (
  keys: readonly StormKey[],
  seeker: Seeker,
  store: StormStore,
): Promise<void> => {
  const standing = await store.claims(keys.map(({ key }) => key));
  for (const key of keys) {
    const claim = standing.find((each) => each.key === key.key);
    if (!isStanding(claim, seeker)) await store.claim(claimed(key, seeker), claim);
  }
};

/** The incident that speaks in the end: one that joined another hands on to it. */
export const speakerOf = async (
  incidentId: string,
  store: Pick<StateStore, 'incident'>,
): Promise<Incident | undefined> => {
  const found = await store.incident(incidentId);
  return found?.parent ? store.incident(found.parent.incidentId) : found;
};

/** Nobody who is merely degraded speaks for one that is down. */
export const isAsSevere = (speaker: Incident, severity: IncidentSeverity): boolean =>
  speaker.severity === 'down' || severity === 'degraded';

const claimed = ({ key }: StormKey, { incidentId, now }: Seeker): StormClaim => ({
  key,
  incidentId,
  until: now + STORM_WINDOW_MS,
});

const isStanding = (claim: StormClaim | undefined, { now }: Seeker): boolean =>
  claim !== undefined && claim.until > now;

const speakerFor = async (
  claim: StormClaim,
  { incidentId, now, not = [] }: Seeker,
  store: StormStore,
): Promise<string | undefined> => {
  const excluded = new Set([incidentId, ...not]);
  if (!isStanding(claim, { incidentId, now }) || excluded.has(claim.incidentId)) return undefined;
  const speaker = await speakerOf(claim.incidentId, store);
  if (!speaker) return now - (claim.until - STORM_WINDOW_MS) < PHANTOM_MS ? claim.incidentId : undefined;
  return !excluded.has(speaker.id) && inCharge(speaker) === 'yes' ? speaker.id : undefined;
};

/**
 * A storm lasts as long as others keep joining; written twice in a window at most, so that the claim stays cool. Says until when
 * it stands.
 */
const prolong = async (
  next: StormClaim,
  seen: StormClaim,
  { now }: Seeker,
  store: StormStore,
): Promise<EpochMs> => {
  if (seen.until - now >= STORM_WINDOW_MS / 2) return seen.until;
  const until = now + STORM_WINDOW_MS;
  await store.claim({ ...next, until }, seen);
  return until;
};
