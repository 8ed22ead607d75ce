import type { Observation } from './observation.ts';
import type { Attempt } from './result.ts';

/** A result travels between functions (6 MB at most for a synchronous invoke) and is stored; the assertions have seen the whole body. */
const MAX_KEPT_CHARS = 4_096;

/** Keeps the beginning of the body of a failed attempt, and nothing of the body of a good one. */
export const trimBodies = (observation: Observation, outcome: Attempt['outcome']): Observation => {
  const { body, steps } = observation;
  const kept = outcome === 'passed' ? 0 : MAX_KEPT_CHARS;
  return {
    ...observation,
    ...(body &&
      body.text.length > kept && { body: { ...body, text: body.text.slice(0, kept), truncated: true } }),
    ...(steps && {
      steps: steps.map((step) => ({ ...step, observation: trimBodies(step.observation, outcome) })),
    }),
  };
};
