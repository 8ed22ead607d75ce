import { evaluate } from './assertions/evaluate.ts';
import type { Check } from './check.ts';
import type { ProbeRun } from './monitor.ts';
import type { AlarmClock, Randomness } from './ports.ts';
import { newAttemptId } from './probe/attempt-id.ts';
import type { Beat } from './probe/beat.ts';
import type { AttemptContext, Prober } from './probe/contract.ts';
import type { Failure } from './probe/failure.ts';
import type { AttemptId, Observation } from './probe/observation.ts';
import type { Attempt, ProbeResult } from './probe/result.ts';
import { blameUs, couldBeUs } from './probe/self-check.ts';
import { trimBodies } from './probe/trim-bodies.ts';
import { assertionFailure, outcomeOf, verdictOf } from './probe/verdict.ts';
import type { RetryBudget } from './retry/budget.ts';
import { nextAttempt } from './retry/next-attempt.ts';
import type { EpochMs, Milliseconds } from './time.ts';

/** What one execution of a check needs of the world. */
export interface RunDeps extends ProbeRun {
  readonly clock: AlarmClock;
  readonly randomness: Randomness;
  readonly budget: RetryBudget;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
  readonly fill: AttemptContext['fill'];
  readonly embedded: boolean;
  readonly redact: (text: string) => string;
  readonly awsCredentials?: AttemptContext['awsCredentials'];
  /** The last sign of life of the job that a check waits for; absent where none can be received. */
  readonly lastBeat?: (checkName: string) => Promise<Beat>;
  /** Whether the prober itself reaches its control target; absent where there is none. */
  readonly online?: (() => Promise<boolean>) | undefined;
}

/** An attempt with less time would tell of our deadline, not of the target. */
const LEAST_ATTEMPT_MS: Milliseconds = 1_000;

/** A prober keeps its timeout itself; one that does not is given up after this much more. */
const GRACE_MS: Milliseconds = 2_000;

/** Probes a check from one location: attempts with backoff, each one recorded, until one passes or nothing more is allowed. */
export const runCheck = async (check: Check, prober: Prober, deps: RunDeps): Promise<ProbeResult> => {
  const { clock } = deps;
  const startedAt = clock.now();
  const deadline = clock.monotonic() + check.deadlineMs;
  deps.budget.began(startedAt);
  const { attempts: seen, stopped } = await attemptsOf({ check, prober, deps, deadline });
  const ours = deps.online !== undefined && couldBeUs(seen) && !(await deps.online());
  const attempts = ours ? blameUs(seen) : seen;
  return {
    checkName: check.name,
    location: deps.location,
    tick: deps.tick,
    startedAt,
    endedAt: Math.max(startedAt, clock.now()),
    attempts,
    verdict: verdictOf(attempts),
    ...(stopped && { stopped }),
  };
};

interface Execution {
  readonly check: Check;
  readonly prober: Prober;
  readonly deps: RunDeps;
  /** On the monotonic clock. */
  readonly deadline: Milliseconds;
}

const attemptsOf = async (run: Execution): Promise<Pick<ProbeResult, 'attempts' | 'stopped'>> => {
  const { check, prober, deps } = run;
  const { clock, signal } = deps;
  const attempts: Attempt[] = [];
  let backoffMs: Milliseconds = 0;
  for (;;) {
    const number = attempts.length + 1;
    const avoid = check.retry.address === 'next' ? addressesOf(attempts) : NONE;
    const attempt = await attemptOf(run, { number, backoffMs, avoid });
    attempts.push(attempt);
    if (attempt.outcome !== 'failed') return { attempts };
    if (signal.aborted) return { attempts, stopped: 'stopped' };
    const next = nextAttempt({
      attempts,
      policy: check.retry,
      idempotent: prober.idempotent(check.target),
      alreadyDown: deps.alreadyDown,
      remainingMs: run.deadline - clock.monotonic(),
      leastAttemptMs: Math.min(LEAST_ATTEMPT_MS, check.timeoutMs),
      now: clock.now(),
      random: () => deps.randomness.next(),
      budget: deps.budget,
    });
    if (next.kind === 'stop') return { attempts, ...(next.why && { stopped: next.why }) };
    await clock.sleep(next.waitMs, signal);
    if (signal.aborted) return { attempts, stopped: 'stopped' };
    backoffMs = next.waitMs;
  }
};

const NONE: readonly string[] = [];

const addressesOf = (attempts: readonly Attempt[]): readonly string[] =>
  attempts.flatMap(({ observation: { address, steps = [] } }) =>
    [address, ...steps.map((step) => step.observation.address)].filter((each) => each !== undefined),
  );

/** Which attempt of them all. */
interface Turn {
  readonly number: number;
  readonly backoffMs: Milliseconds;
  readonly avoid: readonly string[];
}

const attemptOf = async (run: Execution, { number, backoffMs, avoid }: Turn): Promise<Attempt> => {
  const observation = await observe(run, avoid);
  const { check, deps } = run;
  const now = deps.clock.now();
  const brokenOff = isExpected(observation.failure, check) ? undefined : observation.failure;
  const assertions = brokenOff ? [] : evaluate(check.assertions, observation, { now, redact: deps.redact });
  const failure = brokenOff ?? assertionFailure(assertions, observation);
  const outcome = outcomeOf(failure, assertions, observation.steps);
  return {
    number,
    backoffMs,
    observation: trimBodies(observation, outcome),
    assertions,
    outcome,
    ...(failure && { failure }),
  };
};

/** Whether the check speaks of failures, so that one is a fact like any other; ours never is. */
const isExpected = (failure: Failure | undefined, { assertions }: Check): boolean =>
  failure?.kind !== 'prober' && assertions.some(({ fact }) => fact === 'failure');

/** A prober that throws or never answers is our fault, and must not hold up the others. */
const observe = (run: Execution, avoid: readonly string[]): Promise<Observation> => {
  const { check, prober, deps } = run;
  const { clock } = deps;
  const startedAt = clock.now();
  const started = clock.monotonic();
  const context = contextOf(run, avoid, { startedAt, started });
  const ours = (code: string, message: string): Observation => ({
    ...failedBefore(context.id, startedAt, clock.monotonic() - started),
    failure: { kind: 'prober', code, message },
  });
  return new Promise((resolve) => {
    const { timeoutMs } = context;
    const callOff = clock.after(timeoutMs + GRACE_MS, () =>
      resolve(ours('HUNG', `prober ${prober.type} did not keep its timeout of ${timeoutMs} ms`)),
    );
    const end = (observation: Observation): void => {
      callOff();
      resolve(observation);
    };
    const thrown = (error: unknown): void =>
      end(ours('THROWN', deps.redact(error instanceof Error ? error.message : String(error))));
    try {
      prober.probe(check.target, context).then(end, thrown);
    } catch (error) {
      thrown(error);
    }
  });
};

const contextOf = (
  { check, deps, deadline }: Execution,
  avoid: readonly string[],
  { startedAt, started }: { readonly startedAt: EpochMs; readonly started: Milliseconds },
): AttemptContext => {
  const { randomness, signal, fill, embedded, redact, lastBeat, awsCredentials } = deps;
  return {
    id: newAttemptId(randomness, startedAt),
    timeoutMs: Math.max(1, Math.min(check.timeoutMs, deadline - started)),
    signal,
    reach: check.reach,
    avoid,
    fill,
    embedded,
    redact,
    ...(awsCredentials && { awsCredentials }),
    ...(lastBeat && { lastBeat: () => lastBeat(check.name) }),
  };
};

const failedBefore = (id: AttemptId, startedAt: number, durationMs: Milliseconds): Observation => ({
  startedAt,
  durationMs,
  errorBarMs: 0,
  phases: {},
  id,
  answeredIds: {},
});
