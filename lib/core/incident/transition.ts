import type { Verdict } from '../probe/result.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { IncidentChange, StateChange } from './change.ts';
import { laneAfter } from './lane.ts';
import type { CheckState, FailingAttempt, IncidentSeverity, Places } from './incident.ts';
import type { AlertPolicy } from './policy.ts';
import { verdictOf, type Vote } from './quorum.ts';
import { openingSteps, resolvingSteps } from './steps.ts';

/** What one tick brought in about one check. */
export interface Tick {
  readonly checkName: string;
  readonly at: EpochMs;
  readonly intervalMs: Milliseconds;
  readonly votes: readonly Vote[];
  readonly failing: readonly FailingAttempt[];
  /** Whether there are logs to diagnose from; without them no notification waits for a diagnosis. */
  readonly diagnosable: boolean;
  /** Whether a probe of it took so long that it belongs to the slow lane; never where there are no lanes. */
  readonly hung?: boolean;
}

/** Enough for a diagnosis and for a notification, small enough for a database item. */
const FAILING_KEPT = 5;

/**
 * Judges one tick. Undefined when nothing has to be written: a healthy check that stays healthy, a tick that was judged
 * before, a tick in which nobody voted.
 */
export const transition = (
  state: CheckState | undefined,
  tick: Tick,
  policy: AlertPolicy,
  now: EpochMs,
): StateChange | undefined => {
  const verdict = verdictOf(tick.votes, policy.quorum);
  if (verdict === undefined || staysHealthy(state, verdict, tick)) return undefined;
  const before = state ?? newState(tick);
  if (tick.at <= before.lastTick) return undefined;
  const counted = withLane(count(before, verdict, tick, policy), tick, now);
  const { state: after, incident } = judge(counted, tick, policy, now);
  const kept = isForgettable(after, policy, now) ? undefined : after;
  if (!incident && isUnchanged(state, kept)) return undefined;
  return {
    checkName: tick.checkName,
    expectedVersion: before.version,
    state: kept,
    ...(incident && { incident }),
  };
};

/** Nearly every tick of a fleet ends here. */
const staysHealthy = (state: CheckState | undefined, verdict: Verdict, tick: Tick): boolean =>
  state === undefined && verdict === 'up' && tick.hung !== true;

const newState = (tick: Tick): CheckState => ({
  checkName: tick.checkName,
  lastTick: tick.at - tick.intervalMs,
  downInARow: 0,
  cleanInARow: 0,
  unclean: [],
  failing: [],
  version: 0,
});

const count = (state: CheckState, verdict: Verdict, tick: Tick, policy: AlertPolicy): CheckState => {
  const since = tick.at - policy.flaky.of * tick.intervalMs;
  const recent = state.unclean.filter((entry) => entry.tick > since);
  // A state is written for unclean ticks only, so a first one means that the tick before it was good.
  const wasGood = state.downInARow === 0 && state.unclean.at(-1)?.tick !== tick.at - tick.intervalMs;
  return {
    ...state,
    lastTick: tick.at,
    downInARow: verdict === 'down' ? state.downInARow + 1 : 0,
    cleanInARow: verdict === 'up' ? state.cleanInARow + 1 : 0,
    unclean: verdict === 'up' ? recent : [...recent, { tick: tick.at, verdict }],
    failing: [...state.failing, ...tick.failing].slice(-FAILING_KEPT),
    ...(verdict !== 'up' &&
      wasGood &&
      state.incidentId === undefined && { lastGoodAt: tick.at - tick.intervalMs }),
    version: state.version + 1,
  };
};

const withLane = (state: CheckState, tick: Tick, now: EpochMs): CheckState => {
  const { lane: before, ...rest } = state;
  const lane = laneAfter(before, tick, now);
  return lane ? { ...rest, lane } : rest;
};

interface Judged {
  readonly state: CheckState;
  readonly incident?: IncidentChange;
}

const judge = (state: CheckState, tick: Tick, policy: AlertPolicy, now: EpochMs): Judged => {
  const severity = severityOf(state, tick, policy);
  if (state.incidentId === undefined)
    return severity ? open(state, tick, policy, { severity, now }) : { state };
  if (severity === 'down' && state.severity === 'degraded')
    return worsen(state, state.incidentId, tick, { policy, now });
  return isResolved(state, policy) ? resolve(state, state.incidentId, policy, now) : { state };
};

const severityOf = (state: CheckState, tick: Tick, policy: AlertPolicy): IncidentSeverity | undefined => {
  if (state.downInARow >= policy.failureThreshold) return 'down';
  const uncleanNow = state.unclean.at(-1)?.tick === tick.at;
  return uncleanNow && isFlaky(state, policy) ? 'degraded' : undefined;
};

const isFlaky = (state: CheckState, policy: AlertPolicy): boolean =>
  policy.flaky.count > 0 && state.unclean.length >= policy.flaky.count;

/** A `degraded` incident ends only when its rule no longer holds, else it would resolve and reopen all the time. */
const isResolved = (state: CheckState, policy: AlertPolicy): boolean =>
  state.cleanInARow >= policy.successThreshold && (state.severity === 'down' || !isFlaky(state, policy));

const reasonOf = (state: CheckState, severity: IncidentSeverity, policy: AlertPolicy): string =>
  severity === 'down'
    ? `down ${state.downInARow === 1 ? 'once' : `${state.downInARow} times in a row`}`
    : `${state.unclean.length} of the last ${policy.flaky.of} verdicts were not clean`;

/** Who saw what the incident is about, and who did not; those that were silent are neither. */
const placesOf = ({ votes }: Tick, severity: IncidentSeverity): Places => {
  const saw = (vote: Vote): boolean =>
    severity === 'down' ? vote.verdict === 'down' : vote.verdict !== 'up';
  const elsewhere = votes.filter((vote) => !saw(vote)).map(({ location }) => location);
  return {
    locations: votes.filter(saw).map(({ location }) => location),
    ...(elsewhere.length > 0 && { elsewhere }),
  };
};

const open = (
  state: CheckState,
  tick: Tick,
  policy: AlertPolicy,
  { severity, now }: { severity: IncidentSeverity; now: EpochMs },
): Judged => {
  const { resolved, ...rest } = state;
  const reopens = resolved !== undefined && now - resolved.at <= policy.reopenWithinMs;
  const incidentId = reopens ? resolved.incidentId : `${tick.checkName}-${tick.at.toString(36)}`;
  // The incident holds the attempts from now on; the state is read at every tick, and stays small.
  const opened: CheckState = { ...rest, failing: [], incidentId, severity };
  const planned = { kind: reopens ? ('reopened' as const) : ('opened' as const), at: now, policy };
  const steps = openingSteps({ ...planned, diagnosable: tick.diagnosable });
  const { failing } = state;
  const seen = { severity, reason: reasonOf(state, severity, policy), failing, steps };
  const places = placesOf(tick, severity);
  if (reopens) return { state: opened, incident: { kind: 'reopened', incidentId, at: now, places, ...seen } };
  return {
    state: opened,
    incident: {
      kind: 'opened',
      incident: {
        id: incidentId,
        checkName: tick.checkName,
        status: 'open',
        openedAt: now,
        reopenings: 0,
        ...seen,
        ...places,
        ...(state.lastGoodAt !== undefined && { lastGoodAt: state.lastGoodAt }),
        version: 1,
      },
    },
  };
};

const worsen = (
  state: CheckState,
  incidentId: string,
  tick: Tick,
  { policy, now }: { policy: AlertPolicy; now: EpochMs },
): Judged => ({
  state: { ...state, severity: 'down' },
  incident: {
    kind: 'worsened',
    incidentId,
    at: now,
    reason: reasonOf(state, 'down', policy),
    places: placesOf(tick, 'down'),
    failing: state.failing,
    steps: openingSteps({ kind: 'worsened', at: now, policy, diagnosable: tick.diagnosable }),
  },
});

const resolve = (state: CheckState, incidentId: string, policy: AlertPolicy, now: EpochMs): Judged => {
  const { incidentId: _, severity: __, ...rest } = state;
  return {
    // The unclean verdicts belong to the incident that is over: the flaky rule counts anew.
    state: { ...rest, unclean: [], failing: [], cleanInARow: 0, resolved: { incidentId, at: now } },
    incident: { kind: 'resolved', incidentId, at: now, steps: resolvingSteps(policy, now) },
  };
};

const isForgettable = (state: CheckState, policy: AlertPolicy, now: EpochMs): boolean =>
  state.incidentId === undefined &&
  state.lane === undefined &&
  state.downInARow === 0 &&
  state.unclean.length === 0 &&
  (state.resolved === undefined || now - state.resolved.at > policy.reopenWithinMs);

/** Whether nothing differs that anybody needs, so that neither a healthy check nor a long outage costs a write per tick. */
const isUnchanged = (before: CheckState | undefined, after: CheckState | undefined): boolean => {
  if (before === undefined || after === undefined) return before === after;
  if (before.lane !== after.lane || before.incidentId !== after.incidentId) return false;
  return before.incidentId === undefined ? isAsClean(before, after) : isStillDown(before, after);
};

/** Only the tick and the clean count differ, which nobody needs while there is no incident. */
const isAsClean = (before: CheckState, after: CheckState): boolean =>
  before.downInARow === after.downInARow &&
  before.unclean.length === after.unclean.length &&
  before.unclean.at(-1)?.tick === after.unclean.at(-1)?.tick;

/** Of an open `down` incident only clean verdicts in a row are counted. */
const isStillDown = (before: CheckState, after: CheckState): boolean =>
  before.severity === 'down' && before.cleanInARow === 0 && after.cleanInARow === 0;
