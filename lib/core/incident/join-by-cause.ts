import type { CauseId } from '../causes/cause.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { claimFree, findParent } from './find-parent.ts';
import type { Incident } from './incident.ts';
import { isUntold, stormKey, type Parent, type StormKey } from './storm.ts';
import type { WorkPorts } from './work-ports.ts';

/** What fails for others too when it fails; an exception, a memory limit or a missing right is one application's own. */
const SHARED: ReadonlySet<CauseId> = new Set([
  'datastore.unreachable',
  'datastore.auth',
  'datastore.capacity',
  'datastore.contention',
  'thirdparty.api',
  'network.dns_tls',
]);

// postgres db.internal:5432 · api.stripe.com, and not: the datastore
const NAMES_A_PLACE = /\w[.:]\w/;

/**
 * Finds who speaks for what a diagnosis found behind a check that shares no configured component: a database that nobody
 * listed. Only an incident of which nobody has heard, and for which no other waits, joins another then.
 */
export const joinByCause = async (
  incident: Incident,
  { cause }: Diagnosis,
  { store, clock, checkOf }: WorkPorts,
): Promise<Parent | undefined> => {
  const check = checkOf(incident.checkName);
  if (!incident.storm || !check || !cause || !SHARED.has(cause.id) || !NAMES_A_PLACE.test(cause.component))
    return undefined;
  const keys: readonly StormKey[] = [
    stormKey(check.alert, incident.severity, { place: `${cause.id} `, shared: cause.component }),
  ];
  const seeker = { incidentId: incident.id, now: clock.now() };
  const isAlone = isUntold(incident) && (await store.stormOf(incident.id)).open === 0;
  if (isAlone) return findParent(keys, seeker, store);
  await claimFree(keys, seeker, store);
  return undefined;
};
