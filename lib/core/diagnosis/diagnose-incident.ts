import type { CauseRule } from '../causes/rule.ts';
import type { Check } from '../check.ts';
import type { FailingAttempt, Incident } from '../incident/incident.ts';
import type { LogFormat } from '../logs/format.ts';
import type { Clock, ComponentResolver, StateStore } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { InTurn } from './by-urgency.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis, Gap } from './diagnosis.ts';
import { findSources, gather, type Sources } from './gather.ts';
import { REVIEW_FROM, reviewOf } from './recurrence.ts';
import type { Change } from './evidence.ts';

/** What diagnosing an incident needs of the world. */
export interface DiagnosePorts {
  readonly clock: Clock;
  readonly resolver: ComponentResolver;
  readonly store: Pick<StateStore, 'recur'>;
  readonly formats: readonly LogFormat[];
  readonly rules: readonly CauseRule[];
  readonly signal: AbortSignal;
  /** From so many incidents with one fingerprint on, a review is asked for. @default 3 */
  readonly reviewFrom?: number;
  /** Where many are diagnosed at once, a look waits for its turn. @default at once */
  readonly inTurn?: InTurn;
  /** A diagnosis that begins so late has many others behind it: it reads logs, and no changes or trends. @default Infinity */
  readonly shallowAfterMs?: Milliseconds;
}

/** Logs arrive seconds after they were written (CloudWatch); between two looks, in ms. */
const WAITS_MS: readonly Milliseconds[] = [2_000, 5_000, 10_000, 20_000, 40_000];

/** Time that a diagnosis takes at most, all waiting included; the lease of its step is longer. */
const MAX_MS: Milliseconds = 120_000;

/** From this age of the failure on, nothing about it is still under way in a source that does not say how late it is. */
const LAG_MS: Milliseconds = 60_000;

const lagOf = (sources: Sources): Milliseconds =>
  Math.max(0, ...sources.logs.map(({ lagMs }) => lagMs ?? LAG_MS));

interface Look {
  readonly diagnosis: Diagnosis;
  readonly changes: readonly Change[];
}

/** Diagnoses an incident from the logs of its check: looks, and looks again while lines may still arrive. */
export const diagnoseIncident = async (
  incident: Incident,
  check: Check | undefined,
  ports: DiagnosePorts,
): Promise<Diagnosis> => {
  const attempt = incident.failing.at(-1);
  if (!attempt) return nothingToExplain('the incident holds no failing attempt');
  const found = await findSources(check?.components ?? [], ports.resolver);
  const lateMs = latenessOf(incident, ports.clock.now());
  const sources = lateMs >= (ports.shallowAfterMs ?? Infinity) ? logsAlone(found, lateMs) : found;
  const known = check
    ? sources
    : withGap(sources, { missing: `check ${incident.checkName} left the config` });
  const { diagnosis, changes } = await lookUntilSettled(attempt, known, { ...ports, incident });
  const settled = finish(attempt, diagnosis, ports.clock.now());
  return diagnosis.cause ? withRecurrence(settled, incident, { ports, changes }) : settled;
};

const withGap = (sources: Sources, gap: Gap): Sources => ({ ...sources, gaps: [...sources.gaps, gap] });

const lookUntilSettled = async (
  attempt: FailingAttempt,
  sources: Sources,
  ports: DiagnosePorts & { readonly incident: Incident },
): Promise<Look> => {
  const { clock, signal } = ports;
  const deadline = clock.now() + MAX_MS;
  let last = await lookOnce(attempt, sources, ports);
  for (const waitMs of WAITS_MS) {
    if (sources.logs.length === 0 || signal.aborted || clock.now() + waitMs > deadline) break;
    if (isSettled(last.diagnosis, ports.rules, clock.now() - endOf(attempt) >= lagOf(sources))) break;
    await clock.sleep(waitMs, signal);
    last = await lookOnce(attempt, sources, ports);
  }
  return last;
};

const atOnce: InTurn = (_incident, work) => work();

const lookOnce = (
  attempt: FailingAttempt,
  sources: Sources,
  { signal, formats, rules, incident, inTurn = atOnce }: DiagnosePorts & { readonly incident: Incident },
): Promise<Look> => {
  const { lastGoodAt, failing } = incident;
  const times = { lastGoodAt, firstFailedAt: failing[0]?.startedAt };
  return inTurn(incident, async () => {
    const evidence = await gather(attempt, sources, { signal, ...times });
    return { diagnosis: diagnose(evidence, { formats, rules }), changes: evidence.changes };
  });
};

/** How long ago the diagnosis was due: longer than a moment when many wait for theirs. */
const latenessOf = ({ steps }: Incident, now: EpochMs): Milliseconds =>
  Math.max(
    0,
    ...steps.flatMap(({ kind, status, dueAt }) =>
      kind === 'diagnose' && status === 'pending' ? [now - dueAt] : [],
    ),
  );

/** What explains a failure besides its logs is asked of APIs that the whole account shares, a few calls a second. */
const logsAlone = (sources: Sources, lateMs: Milliseconds): Sources =>
  sources.changes.length === 0
    ? sources
    : withGap(
        { ...sources, changes: [] },
        {
          missing: `changes and trends: the diagnosis began ${Math.round(lateMs / 60_000)} minutes late, when many others waited`,
        },
      );

/** A cause found by the request's id will not change; one found by time may, and an effect hides one, while lines arrive. */
const isSettled = (
  { cause, correlation }: Diagnosis,
  rules: readonly CauseRule[],
  isOld: boolean,
): boolean => {
  if (!cause) return isOld;
  const isEffect = rules.find(({ id }) => id === cause.id)?.standing === 'effect';
  return isOld || (!isEffect && (correlation === 'request' || cause.confidence >= SURE));
};

const endOf = ({ startedAt, durationMs }: FailingAttempt): EpochMs => startedAt + durationMs;

/** Found by time alone, this sure is sure enough to tell at once. */
const SURE = 0.9;

const finish = (attempt: FailingAttempt, diagnosis: Diagnosis, now: EpochMs): Diagnosis => ({
  ...diagnosis,
  tookMs: Math.max(0, now - endOf(attempt)),
});

const withRecurrence = async (
  diagnosis: Diagnosis,
  { id, openedAt }: Incident,
  { ports, changes }: { readonly ports: DiagnosePorts; readonly changes: readonly Change[] },
): Promise<Diagnosis> => {
  const seen = await ports.store.recur(diagnosis.fingerprint, id, openedAt);
  const review = diagnosis.cause
    ? reviewOf(diagnosis.cause.id, seen, { changes, from: ports.reviewFrom ?? REVIEW_FROM })
    : [];
  return { ...diagnosis, recurrence: { ...seen, review } };
};

const nothingToExplain = (missing: string): Diagnosis => ({
  correlation: null,
  cause: null,
  alternatives: [],
  exception: null,
  snippet: [],
  evidence: [],
  ruledOut: [],
  gaps: [{ missing }],
  remedy: [],
  fingerprint: 'none',
  read: { bytes: 0, records: 0 },
});
