import type { Check } from '../../core/check.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Verdict } from '../../core/probe/result.ts';
import type { EpochMs } from '../../core/time.ts';
import type { StoredResult } from '../sqlite/result-store.ts';
import type { LocalStore } from '../sqlite/local-store.ts';

/** One check as the page shows it. */
export interface CheckStatus {
  readonly name: string;
  readonly group?: string;
  readonly description?: string;
  /** Undefined until the first probe. */
  readonly verdict?: Verdict;
  readonly uptimePercent?: number;
  /** Oldest first. */
  readonly recent: readonly Pick<StoredResult, 'startedAt' | 'verdict' | 'attempts'>[];
}

/** Everything that the page shows, also as JSON at `/api/status`. */
export interface Status {
  readonly at: EpochMs;
  readonly checks: readonly CheckStatus[];
  readonly open: readonly Incident[];
  readonly past: readonly Incident[];
}

const DAY_MS = 86_400_000;
const RECENT_RESULTS = 60;
const PAST_INCIDENTS = 20;

/** Reads how things are. */
export const readStatus = async (
  checks: readonly Check[],
  { state, results }: LocalStore,
  now: EpochMs,
): Promise<Status> => {
  const [open, past, rows] = await Promise.all([
    state.incidents({ status: 'open', limit: 100 }).then((found) => withStorms(found, state)),
    state.incidents({ status: 'resolved', limit: PAST_INCIDENTS }),
    Promise.all(checks.map((check) => checkStatus(check, results, now))),
  ]);
  return { at: now, checks: rows, open, past };
};

/** With the others that they speak for, as they are now. */
const withStorms = (
  incidents: readonly Incident[],
  state: LocalStore['state'],
): Promise<readonly Incident[]> =>
  Promise.all(
    incidents.map(async (incident) =>
      incident.storm ? { ...incident, storm: await state.stormOf(incident.id) } : incident,
    ),
  );

const checkStatus = async (
  { name, group, description }: Check,
  results: LocalStore['results'],
  now: EpochMs,
): Promise<CheckStatus> => {
  const [last, uptime] = await Promise.all([
    results.last(name, RECENT_RESULTS),
    results.uptime(name, now - DAY_MS, now + 1),
  ]);
  return {
    name,
    ...(group !== undefined && { group }),
    ...(description !== undefined && { description }),
    ...(last[0] && { verdict: last[0].verdict }),
    ...(uptime.percent !== undefined && { uptimePercent: uptime.percent }),
    recent: last.toReversed(),
  };
};
