import type { FailingAttempt } from '../incident/incident.ts';
import { failedStep, type Observation, type StepObservation } from './observation.ts';
import type { Attempt, ProbeResult } from './result.ts';

/** What is needed besides the result. */
export interface FailingAttemptOptions {
  /** The prober's description of the target: `GET https://…`. */
  readonly target: string;
  readonly redact: (text: string) => string;
}

/** An incident is one database item of at most 400 KB, and holds 5 of these. */
const MAX_BODY_CHARS = 2_048;

// GET https://api.example.com/orders?id=7
const HTTP_TARGET = /^([A-Z]{1,16}) (https?:\/\/\S+)$/;

/** The attempts of a result that did not pass, as an incident keeps them: small and redacted. */
export const failingAttempts = (
  result: ProbeResult,
  options: FailingAttemptOptions,
): readonly FailingAttempt[] =>
  result.attempts
    .filter((attempt) => attempt.failure !== undefined)
    .map((attempt) => failingAttempt(result, attempt, options));

const failingAttempt = (
  { tick, location }: ProbeResult,
  attempt: Attempt,
  { target, redact }: FailingAttemptOptions,
): FailingAttempt => {
  const failure = attempt.failure ?? { kind: 'prober', message: 'no failure was recorded' };
  const observation = failedPart(attempt.observation);
  const requested = brokenPart(attempt.observation)?.target ?? target;
  const { startedAt, durationMs, phases, id, answeredIds, status, body } = observation;
  const excerpt =
    body === undefined ? '' : redact(body.text.slice(0, MAX_BODY_CHARS * 2)).slice(0, MAX_BODY_CHARS);
  return {
    tick,
    location,
    number: attempt.number,
    startedAt,
    durationMs,
    phases,
    id,
    answeredIds,
    target,
    ...methodAndPath(requested),
    ...(status !== undefined && { status }),
    failure: { ...failure, message: redact(failure.message) },
    failedAssertions: attempt.assertions.filter(({ passed }) => !passed).map(({ text }) => text),
    ...(excerpt !== '' && { bodyExcerpt: excerpt }),
  };
};

/** Of a chain of requests, the one that broke it: its ids are the ones to look for. */
const failedPart = (observation: Observation): Observation =>
  brokenPart(observation)?.observation ?? observation;

const brokenPart = ({ steps = [] }: Observation): StepObservation | undefined =>
  failedStep(steps) ?? steps.at(-1);

const methodAndPath = (target: string): Pick<FailingAttempt, 'method' | 'path'> => {
  const [, method, url = ''] = HTTP_TARGET.exec(target) ?? [];
  const path = URL.parse(url)?.pathname;
  return method !== undefined && path !== undefined ? { method, path } : {};
};
