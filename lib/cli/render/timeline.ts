import { isOurFault, type Monitored } from '../../core/monitor.ts';
import { forTerminal } from '../../core/notify/escape.ts';
import type { Attempt, ProbeResult, Verdict } from '../../core/probe/result.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Paint } from './paint.ts';

const MARKS: Readonly<Record<Verdict, string>> = { up: '✓', degraded: '◐', flaky: '~', down: '✗' };

const NAME_WIDTH = 16;

/** `14:03:09`, in UTC, as in the logs. */
export const clockOf = (at: EpochMs): string => new Date(at).toISOString().slice(11, 19);

const stamp = (at: EpochMs, paint: Paint): string => paint.faint(clockOf(at));

const paintOf = (verdict: Verdict, paint: Paint): ((text: string) => string) => {
  switch (verdict) {
    case 'up':
      return paint.good;
    case 'down':
      return paint.bad;
    case 'degraded':
    case 'flaky':
      return paint.warn;
  }
};

/** One probe: a line when it was clean, else a line per attempt with its backoff, and the verdict. */
export const renderProbe = ({ check, results }: Monitored, paint: Paint): readonly string[] =>
  results.flatMap((result) => renderResult(result, check.retry.attempts, paint));

/** One result: its attempts when one did not pass, then its verdict. */
export const renderResult = (result: ProbeResult, planned: number, paint: Paint): readonly string[] => [
  ...attemptLines(result, planned, paint),
  verdictLine(result, paint),
];

const attemptLines = (result: ProbeResult, planned: number, paint: Paint): readonly string[] => {
  if (result.attempts.every(({ outcome }) => outcome === 'passed')) return [];
  return result.attempts.flatMap((attempt) => [
    ...(attempt.backoffMs > 0
      ? [indented(`↻ backoff ${Math.round(attempt.backoffMs)} ms`, paint.faint)]
      : []),
    indented(attemptText(attempt, planned), attempt.outcome === 'failed' ? paint.bad : paint.good),
  ]);
};

const indented = (text: string, paint: (text: string) => string): string =>
  `${' '.repeat(NAME_WIDTH)}${paint(text)}`;

const attemptText = (attempt: Attempt, planned: number): string => {
  const { observation, failure } = attempt;
  const what = failure
    ? `${failure.kind}: ${forTerminal(failure.message)}`
    : `status ${observation.status ?? 'ok'}`;
  return `attempt ${attempt.number}/${planned}  ${what}  ${duration(observation.durationMs)}  id ${observation.id.requestId}`;
};

const duration = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

const verdictLine = (result: ProbeResult, paint: Paint): string => {
  const last = result.attempts.at(-1);
  const place = result.location === 'home' ? '' : ` from ${result.location}`;
  // What we could not probe is not down.
  const mark = isOurFault(result)
    ? paint.warn('? unknown ')
    : paintOf(result.verdict, paint)(`${MARKS[result.verdict]} ${result.verdict.padEnd(8)}`);
  const what = last?.observation.status ? `${last.observation.status}  ` : '';
  const stopped = result.stopped ? paint.faint(`  no more attempts: ${result.stopped}`) : '';
  const took = paint.faint(what + duration(last?.observation.durationMs ?? 0));
  return `${stamp(result.startedAt, paint)}  ${mark} ${forTerminal(result.checkName)}${place}  ${took}${unverified(last, paint)}${stopped}`;
};

/** Who trusts any certificate is told of it each time. */
const unverified = (attempt: Attempt | undefined, paint: Paint): string => {
  const why = attempt?.observation.unverified;
  return why === undefined ? '' : paint.warn(`  certificate not verified: ${forTerminal(why)}`);
};

/** A line for what a tick did to an incident; none when it did nothing. */
export const renderIncidentChange = (
  { change, check }: Monitored,
  at: EpochMs,
  paint: Paint,
): readonly string[] => {
  const incident = change?.incident;
  if (!incident) return [];
  const name = forTerminal(check.name);
  switch (incident.kind) {
    case 'opened': {
      const { severity, reason, id } = incident.incident;
      return [
        `${stamp(at, paint)}  ${paint.bad('▲ incident')} ${name} is ${severity}: ${reason}  ${paint.faint(id)}`,
      ];
    }
    case 'reopened':
      return [
        `${stamp(at, paint)}  ${paint.bad('▲ incident reopened')} ${name} fails again  ${paint.faint(incident.incidentId)}`,
      ];
    case 'worsened':
      return [`${stamp(at, paint)}  ${paint.bad('▲ incident worsened')} ${name}: ${incident.reason}`];
    case 'resolved':
      return [
        `${stamp(at, paint)}  ${paint.good('▼ resolved')} ${name} is healthy again  ${paint.faint(incident.incidentId)}`,
      ];
  }
};
