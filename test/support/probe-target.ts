import * as v from 'valibot';

import { newAttemptId } from '../../lib/core/probe/attempt-id.ts';
import type { AttemptContext, Prober } from '../../lib/core/probe/contract.ts';
import type { Observation } from '../../lib/core/probe/observation.ts';
import { seededRandomness } from './probe-check.ts';

const randomness = seededRandomness(Date.now());

/** A context for one attempt on loopback. */
export const attemptContext = (overrides: Partial<AttemptContext> = {}): AttemptContext => ({
  id: newAttemptId(randomness, Date.now()),
  timeoutMs: 5_000,
  signal: new AbortController().signal,
  reach: 'private',
  avoid: [],
  fill: async (text) => text,
  embedded: true,
  redact: (text) => text,
  ...overrides,
});

/** One attempt of a prober on a target as somebody would write it. */
export const probeTarget = (
  prober: Prober,
  written: Readonly<Record<string, unknown>>,
  context: Partial<AttemptContext> = {},
): Promise<Observation> =>
  prober.probe(v.parse(v.strictObject(prober.entries), written), attemptContext(context));
