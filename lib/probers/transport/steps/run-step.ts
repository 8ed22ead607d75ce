import { evaluate } from '../../../core/assertions/evaluate.ts';
import { toAssertions } from '../../../core/assertions/to-assertions.ts';
import type { AttemptContext } from '../../../core/probe/contract.ts';
import type { Failure } from '../../../core/probe/failure.ts';
import { hideSecrets } from '../../../core/probe/hide-secrets.ts';
import type { Observation, StepObservation } from '../../../core/probe/observation.ts';
import { assertionFailure } from '../../../core/probe/verdict.ts';
import { errorToFailure } from '../error-to-failure.ts';
import { answeredIds } from '../http/answered-ids.ts';
import { buildRequest, type BuiltRequest } from '../http/build-request.ts';
import type { CookieJar } from '../http/cookie-jar.ts';
import { loadHttp1 } from '../http/load-http1.ts';
import { sendRequest } from '../http/send-request.ts';
import { failed } from '../outcome.ts';
import { startTrace } from '../trace.ts';
import { extract, withVariables } from './extract.ts';
import { STEP_EXPECTS, type StepsTarget, type StepTarget } from './steps-entries.ts';

/** What the steps of a chain have in common. */
export interface Chain {
  readonly target: StepsTarget;
  readonly cookies: CookieJar;
  /** Grows with each step. */
  readonly variables: Map<string, string>;
}

/** Sends one request of a chain, judges its answer, and takes the variables out of it. */
export const runStep = async (
  step: StepTarget,
  chain: Chain,
  context: AttemptContext,
): Promise<StepObservation> => {
  const observation = await observeStep(step, chain, context);
  const target = `${step.method} ${hideSecrets(step.url)}`;
  if (observation.failure) return { name: step.name, target, observation, failedAssertions: [] };
  const assertions = toAssertions(step.expect, STEP_EXPECTS);
  const results = evaluate(assertions, observation, { now: Date.now(), redact: context.redact });
  const failure = assertionFailure(results, observation) ?? takeVariables(step, observation, chain.variables);
  return {
    name: step.name,
    target,
    observation: { ...observation, ...(failure && { failure }) },
    failedAssertions: results.filter(({ passed }) => !passed).map(({ text }) => text),
  };
};

const observeStep = async (
  step: StepTarget,
  { target, cookies, variables }: Chain,
  context: AttemptContext,
): Promise<Observation> => {
  const fill: AttemptContext['fill'] = async (text, options) =>
    withVariables(await context.fill(text, options), variables);
  await loadHttp1();
  const trace = await startTrace({ ...context, fill });
  try {
    const build = (fresh: boolean): Promise<BuiltRequest> =>
      buildRequest({ ...target, ...step }, trace.context, { fresh });
    const exchanged = { ...target, ...step, connection: 'new', addresses: 'one' } as const;
    const sending = { built: await build(false), rebuild: () => build(true), cookies };
    const outcome = await sendRequest(exchanged, sending, trace);
    trace.see({ answeredIds: answeredIds(trace.seen.headers ?? {}) });
    return trace.finish(outcome.ok ? undefined : outcome.failure);
  } catch (error) {
    return trace.finish(failed({ ...errorToFailure(error, undefined), kind: 'prober' }).failure);
  }
};

const takeVariables = (
  { extract: wanted }: StepTarget,
  observation: Observation,
  variables: Map<string, string>,
): Failure | undefined => {
  for (const [name, from] of Object.entries(wanted)) {
    const value = extract(from, observation);
    if (value === undefined)
      return {
        kind: 'assertion',
        code: 'NOT_EXTRACTED',
        message: `no ${name} in the answer: ${JSON.stringify(from)}`,
      };
    variables.set(name, value);
  }
  return undefined;
};
