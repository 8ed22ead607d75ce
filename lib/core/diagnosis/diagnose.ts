import { arbitrate, type Case, type Judgement } from '../causes/arbitrate.ts';
import { CAUSES } from '../causes/cause.ts';
import { withoutHandled } from '../causes/handled.ts';
import { refineComponent } from '../causes/refine-component.ts';
import { findCandidates, spanOf, weighAll, type Candidate, type Clue } from '../causes/evidence.ts';
import type { CauseRule } from '../causes/rule.ts';
import type { LogFormat } from '../logs/format.ts';
import type { LogRecord } from '../logs/record.ts';
import { createRedactor, type Redactor } from '../logs/redact.ts';
import { snippetOf } from '../logs/snippet.ts';
import type { EpochMs } from '../time.ts';
import { raisedByChange, recentChanges } from './changes.ts';
import { correlate } from './correlate.ts';
import type { Correlation, Diagnosis, NamedCause, Remedy, SnippetLine } from './diagnosis.ts';
import type { Evidence } from './evidence.ts';
import { exceptionOf, failingRecord, troubleOf } from './failing-record.ts';
import { fingerprintOf } from './fingerprint.ts';
import { gapsOf } from './gaps.ts';
import { readRecords } from './read-records.ts';
import { reasonsOf } from './reasons.ts';
import { corroborationOf, contextOf } from './surroundings.ts';
import { lastAnswered, placeAll, type Placed } from './timeline.ts';

/** What the engine can read and conclude; the catalog lists it. */
export interface DiagnoseOptions {
  readonly formats: readonly LogFormat[];
  readonly rules: readonly CauseRule[];
}

/** Reads the evidence, and says what happened, why we think so, what could not be seen, and what to do. */
export const diagnose = (evidence: Evidence, { formats, rules }: DiagnoseOptions): Diagnosis => {
  const { records, left, ...read } = readRecords(evidence.events, formats, evidence);
  const baseline = readRecords(evidence.baseline, formats, evidence).records;
  const clues = cluesOf(evidence, records, baseline);
  const changes = recentChanges(evidence.changes, evidence.attempt?.startedAt ?? read.newestEventAt ?? 0);
  const candidates = withoutHandled(
    findCandidates(clues, rules, {
      isRaised: (cause) => raisedByChange(cause, changes),
      status: evidence.attempt?.status,
      answeredAt: answeredAt(evidence),
    }),
  );
  const judgement = arbitrate(candidates);
  const redact = createRedactor();
  const component = refineComponent(judgement, clues, candidates);
  const found: Found = { evidence: { ...evidence, changes }, clues, judgement, rules, component };
  return {
    ...conclude(found, redact),
    gaps: gapsOf({ evidence, records, left, bytes: read.bytes, clues, judgement, formats }),
    read: { ...read, records: records.length },
  };
};

interface Found {
  readonly evidence: Evidence;
  readonly clues: readonly Clue[];
  readonly judgement: Judgement;
  readonly rules: readonly CauseRule[];
  readonly component: string | undefined;
}

const cluesOf = (
  evidence: Evidence,
  records: readonly LogRecord[],
  baseline: readonly LogRecord[],
): readonly Clue[] => {
  const { attempt, window, healthyUntil, goodProbeAt } = evidence;
  const span = spanOf(attempt, window);
  const placed: readonly Placed[] = placeAll(records, span);
  const healthy = Math.min(healthyUntil ?? Infinity, span ? lastAnswered(placed, span.from) : Infinity);
  return weighAll(placed, correlate(placed, attempt), {
    baseline,
    healthyUntil: healthy,
    ...(goodProbeAt === undefined ? {} : { goodProbeAt }),
    // Who knows until when all was well needs no guess at what is usual.
    ...(healthyUntil === undefined && span ? { askedAt: span.from } : {}),
    answeredAt: answeredAt(evidence),
  });
};

/** When the failing request was answered, where it was. */
const answeredAt = ({ attempt, window }: Evidence): EpochMs | undefined =>
  attempt?.status ? spanOf(attempt, window)?.to : undefined;

type Conclusion = Omit<Diagnosis, 'gaps' | 'read' | 'recurrence' | 'tookMs'>;

const conclude = (found: Found, redact: Redactor): Conclusion => {
  const { judgement, clues } = found;
  const failing = judgement.verdict ? failingRecord(judgement.verdict, clues) : troubleOf(clues);
  return {
    ...namesOf(found, redact),
    ...whatWasSeen(found, failing, redact),
    snippet: snippetFor(judgement.verdict, failing, { clues, redact }),
    ruledOut: judgement.ruledOut,
  };
};

/** The cause, what else it may be, and what to do. */
const namesOf = ({ judgement, component, ...found }: Found, redact: Redactor) => {
  const { verdict, confidence, alternatives } = judgement;
  return {
    cause: verdict ? nameOf(completed(verdict, component), confidence, redact) : null,
    alternatives: alternatives.map((each) => nameOf(each.case, each.confidence, redact)),
    remedy: verdict ? remediesOf(verdict.best, found, redact) : [],
  };
};

const tierOf = (clue: Clue | undefined): Correlation | null => clue?.tie.tier ?? null;

const fingerprint = (verdict: Case | undefined, failing: Clue | undefined, target: string): string =>
  fingerprintOf(verdict?.cause ?? null, (failing ?? verdict?.best.clue)?.record, target);

/** What the records say, whatever the cause. */
const whatWasSeen = ({ judgement, clues, evidence }: Found, failing: Clue | undefined, redact: Redactor) => {
  const { verdict } = judgement;
  const { changes, trends, attempt } = evidence;
  const reasons = reasonsOf({ verdict, changes, trends, clues, attempt });
  return {
    correlation: tierOf(verdict?.best.clue ?? failing),
    exception: exceptionOf(failing, clues, redact),
    evidence: reasons.map((reason) => ({ ...reason, text: redact(reason.text) })),
    fingerprint: fingerprint(verdict, failing, attempt?.target ?? ''),
  };
};

/** The verdict with its component named as fully as the logs allow. */
const completed = (verdict: Case, component: string | undefined): Case => {
  const { signal } = verdict.best;
  if (component === undefined || component === signal.component) return verdict;
  const summary = signal.summary.startsWith(signal.component)
    ? component + signal.summary.slice(signal.component.length)
    : signal.summary;
  return { ...verdict, best: { ...verdict.best, signal: { ...signal, component, summary } } };
};

const nameOf = ({ cause, best }: Case, confidence: number, redact: Redactor): NamedCause => ({
  id: cause,
  title: CAUSES[cause],
  confidence,
  component: redact(best.signal.component),
  summary: redact(best.signal.summary),
});

const snippetFor = (
  verdict: Case | undefined,
  failing: Clue | undefined,
  { clues, redact }: { readonly clues: readonly Clue[]; readonly redact: Redactor },
): readonly SnippetLine[] => {
  const primary = verdict?.best.clue ?? failing;
  if (!primary) return [];
  const parts = {
    primary: primary.record,
    at: verdict?.best.signal.at ?? 0,
    before: contextOf(primary, clues),
    corroborating: corroborationOf(primary, failing, verdict, clues),
  };
  return snippetOf(parts, redact);
};

const remediesOf = (
  best: Candidate,
  { rules, evidence }: Pick<Found, 'rules' | 'evidence'>,
  redact: Redactor,
): readonly Remedy[] => {
  const rule = rules.find(({ id }) => id === best.signal.cause);
  const facts = { record: best.clue.record, changes: evidence.changes, trends: evidence.trends };
  return (rule?.remedy(best.signal, facts) ?? []).map(({ action, verify }) => ({
    action: redact(action),
    ...(verify === undefined ? {} : { verify: redact(verify) }),
  }));
};
