import type { AttemptContext } from '../../core/probe/contract.ts';
import type { Observation } from '../../core/probe/observation.ts';
import { errorToFailure } from './error-to-failure.ts';
import type { Outcome } from './outcome.ts';
import { startTrace, type Trace } from './trace.ts';

/** One attempt from its start to its observation. What throws is ours: a file that cannot be read, a secret that does not exist. */
export const observe = async (
  context: AttemptContext,
  attempt: (trace: Trace) => Promise<Outcome<unknown>>,
): Promise<Observation> => {
  const trace = await startTrace(context);
  try {
    const outcome = await attempt(trace);
    return trace.finish(outcome.ok ? undefined : outcome.failure);
  } catch (error) {
    return trace.finish({ ...errorToFailure(error, undefined), kind: 'prober' });
  }
};
