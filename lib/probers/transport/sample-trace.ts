import * as v from 'valibot';

import { described } from '../../core/config/fields.ts';
import { sampled } from '../../core/probe/attempt-id.ts';
import type { AttemptContext } from '../../core/probe/contract.ts';

/** The key of types whose requests carry the identity of the attempt. */
export const sampleTraceEntry = {
  sampleTrace: v.optional(
    described(
      v.boolean(),
      'Sets the sampled flag of `traceparent` and `X-Amzn-Trace-Id`, so that tracing keeps every one of these requests; it is billed to whoever traces.',
    ),
    false,
  ),
};

/** The context with the identity as the check wants it. */
export const identified = (
  context: AttemptContext,
  { sampleTrace }: { readonly sampleTrace: boolean },
): AttemptContext => (sampleTrace ? { ...context, id: sampled(context.id) } : context);
