import type { Check } from './check.ts';
import type { IncidentChange, StateChange } from './incident/change.ts';
import { enterStorm } from './incident/enter-storm.ts';
import type { CheckState, FailingAttempt, Step } from './incident/incident.ts';
import { lastWordsOf } from './incident/last-words.ts';
import type { Vote } from './incident/quorum.ts';
import { transition, type Tick } from './incident/transition.ts';
import { metricsOf } from './metrics/from-result.ts';
import type { MetricDatum } from './metrics/metric.ts';
import type { Clock, EventBus, StateStore, StepQueue } from './ports.ts';
import type { ProbeResult } from './probe/result.ts';
import type { EpochMs, Milliseconds } from './time.ts';

/** What judging a check needs of the world. */
export interface MonitorPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly queue: StepQueue;
  readonly bus: EventBus;
  /** One execution from one location; rejects or gives undefined when the location is silent. */
  readonly probe: (check: Check, run: ProbeRun) => Promise<ProbeResult | undefined>;
  /** The attempts of a result that did not pass, redacted. */
  readonly failingOf: (check: Check, result: ProbeResult) => readonly FailingAttempt[];
  /** A probe that takes as long as this belongs to the slow lane. @default Infinity, for only AWS bills the wait */
  readonly hangsAfterMs?: Milliseconds;
}

/** One execution to make. */
export interface ProbeRun {
  readonly tick: EpochMs;
  readonly location: string;
  /** A check that is down gets one attempt, so that an outage is not tripled. */
  readonly alreadyDown: boolean;
}

/** What became of one check in one tick. */
export interface Monitored {
  readonly check: Check;
  readonly results: readonly ProbeResult[];
  readonly silent: readonly string[];
  readonly metrics: readonly MetricDatum[];
  /** The change that was committed. */
  readonly change?: StateChange;
  readonly wasDown: boolean;
}

/** Somebody else may write between our read and our write; more than this many times in a row is a fault of the store. */
const COMMIT_TRIES = 4;

/** Probes a check from all its locations, judges the tick, commits, and wakes whoever works off the new steps. */
export const monitorCheck = async (
  check: Check,
  tick: EpochMs,
  known: CheckState | undefined,
  ports: MonitorPorts,
): Promise<Monitored> => {
  const wasDown = known?.severity === 'down';
  const answered = await answersOf(check, { tick, alreadyDown: wasDown }, ports);
  const results = answered.some(isOurFault) ? answered.filter((each) => !isOurFault(each)) : answered;
  const silent = check.locations.filter((location) => !results.some((each) => each.location === location));
  const seen = tickOf(check, tick, results, ports);
  const judged = transition(known, seen, check.alert, ports.clock.now());
  const change = judged && (await commit(check, seen, { known, judged }, ports));
  return {
    check,
    results: answered,
    silent,
    metrics: [...results.flatMap((result) => metricsOf(result, check.metrics)), ...missed(tick, silent)],
    wasDown,
    ...(change && { change }),
  };
};

/** What the locations of a check say; whoever cannot answer is silent. */
const answersOf = async (
  check: Check,
  run: Omit<ProbeRun, 'location'>,
  { probe }: MonitorPorts,
): Promise<readonly ProbeResult[]> => {
  const answers: ProbeResult[] = [];
  const ask = async (location: string): Promise<void> => {
    try {
      const answer = await probe(check, { ...run, location });
      if (answer) answers.push(answer);
    } catch {
      // Silent.
    }
  };
  // Nearly all checks have one, and each promise counts in a fleet.
  if (check.locations.length === 1) await ask(check.locations[0] as string);
  else await Promise.all(check.locations.map(ask));
  return answers;
};

/** Whether the prober could not probe: that says nothing of the target, so it does not vote. */
export const isOurFault = (result: ProbeResult): boolean =>
  result.attempts.at(-1)?.failure?.kind === 'prober';

const tickOf = (check: Check, at: EpochMs, results: readonly ProbeResult[], ports: MonitorPorts): Tick => ({
  checkName: check.name,
  at,
  intervalMs: check.intervalMs,
  votes: results.map(({ location, verdict }): Vote => ({ location, verdict })),
  failing: results.flatMap((result) => ports.failingOf(check, result)),
  diagnosable: check.components.length > 0,
  hung: results.some(({ startedAt, endedAt }) => endedAt - startedAt >= (ports.hangsAfterMs ?? Infinity)),
});

const missed = (timestamp: EpochMs, silent: readonly string[]): readonly MetricDatum[] =>
  silent.map((location) => ({
    name: 'MissedProbes',
    unit: 'Count',
    timestamp,
    dimensions: { Location: location },
    values: [1],
    counts: [1],
  }));

const commit = async (
  check: Check,
  tick: Tick,
  first: { readonly known: CheckState | undefined; readonly judged: StateChange },
  ports: MonitorPorts,
): Promise<StateChange | undefined> => {
  let state = first.known;
  let judged: StateChange | undefined = first.judged;
  for (let tries = 0; tries < COMMIT_TRIES; tries++) {
    const now = ports.clock.now();
    if (!judged) return undefined;
    const change = await enterStorm(judged, check, now, ports.store);
    if ((await ports.store.commit(change)) === 'committed') {
      await tell(state, change, now, ports);
      return change;
    }
    state = await ports.store.state(check.name);
    judged = transition(state, tick, check.alert, ports.clock.now());
  }
  throw new Error(`state of check ${check.name} was changed by others ${COMMIT_TRIES} times in a row`);
};

/** All of it may be lost without harm: the sweep finds due steps, and the event is for information. */
const tell = async (
  before: CheckState | undefined,
  change: StateChange,
  now: EpochMs,
  ports: MonitorPorts,
): Promise<void> => {
  const incidentId = incidentIdOf(change.incident);
  const own = stepsOf(change.incident).map((step) => ({ incidentId, step, at: step.dueAt }));
  const isOver = change.incident?.kind === 'resolved';
  const last = isOver ? await lastWordsOf(incidentId, ports.store).catch(() => []) : [];
  await Promise.allSettled([...own, ...last].map((due) => ports.queue.wake(due, Math.max(0, due.at - now))));
  const [from, to] = [conditionOf(before), conditionOf(change.state)];
  if (from === to) return;
  const detail = { checkName: change.checkName, from, to };
  await ports.bus.publish({ type: 'Check State Change', at: now, detail }).catch(() => undefined);
};

const stepsOf = (change: IncidentChange | undefined): readonly Step[] => {
  if (!change) return [];
  return change.kind === 'opened' ? change.incident.steps : change.steps;
};

const incidentIdOf = (change: IncidentChange | undefined): string => {
  if (!change) return '';
  return change.kind === 'opened' ? change.incident.id : change.incidentId;
};

const conditionOf = (state: CheckState | undefined): 'healthy' | 'failing' | 'degraded' | 'down' => {
  if (state?.severity) return state.severity;
  return state !== undefined && (state.downInARow > 0 || state.unclean.length > 0) ? 'failing' : 'healthy';
};
