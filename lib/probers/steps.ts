import { setTimeout } from 'node:timers/promises';

import { partOfAttempt } from '../core/probe/attempt-id.ts';
import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import {
  failedStep,
  PHASES,
  type Observation,
  type Phases,
  type StepObservation,
} from '../core/probe/observation.ts';
import { cookieJar } from './transport/http/cookie-jar.ts';
import { REQUEST_FILES } from './transport/http/request-body.ts';
import { identified } from './transport/sample-trace.ts';
import { runStep, type Chain } from './transport/steps/run-step.ts';
import { TLS_FILES } from './transport/tls-entries.ts';
import { STEPS_ENTRIES, type StepsTarget } from './transport/steps/steps-entries.ts';

/** Sends a chain of requests, each with what the ones before gave it. */
export const steps = defineProber({
  type: 'steps',
  summary: 'A chain of HTTP requests: values of one answer go into the next, cookies are kept.',
  sendsIds: true,
  entries: STEPS_ENTRIES,
  files: [
    ...REQUEST_FILES.map(({ keys, holds }) => ({ keys: ['steps', '*', ...keys], holds })),
    ...TLS_FILES,
  ],
  expects: ['latency', 'certificateExpiry', 'certificate'],
  describe: ({ steps: [first, ...rest] }) =>
    `${rest.length + 1} steps from ${first?.method ?? ''} ${hideSecrets(first?.url ?? '')}`,
  // What a chain does, it does on purpose: logging in again is no harm, ordering twice is.
  idempotent: ({ steps: all }) => all.every(({ method }) => method !== 'POST' && method !== 'PATCH'),
  probe: async (target, attempt) => {
    const context = identified(attempt, target);
    const began = performance.now();
    const startedAt = Date.now();
    const run = await runChain(target, context, began);
    return summary(run, { context, startedAt });
  },
});

const runChain = async (
  target: StepsTarget,
  context: AttemptContext,
  began: number,
): Promise<readonly StepObservation[]> => {
  const chain: Chain = { target, cookies: cookieJar(), variables: new Map() };
  const done: StepObservation[] = [];
  for (const step of target.steps) {
    if (failedStep(done) && !step.always) continue;
    await sleep(step.wait, context.signal);
    const id = partOfAttempt(context.id, done.length + 1);
    const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - began));
    done.push(await runStep(step, chain, { ...context, id, timeoutMs }));
  }
  return done;
};

/** Waiting is nobody's latency; who stops us is answered by the request that follows. */
const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await setTimeout(ms, undefined, { signal }).catch(() => undefined);
};

interface Around {
  readonly context: AttemptContext;
  readonly startedAt: number;
}

/** The chain as one observation: times add up, the last answer is the chain's. */
const summary = (done: readonly StepObservation[], { context, startedAt }: Around): Observation => {
  const seen = done.map(({ observation }) => observation);
  const last = failedStep(done) ?? done.at(-1);
  const certificate = seen.find((each) => each.certificate)?.certificate;
  const { failure, ...answer } = last?.observation ?? { failure: undefined };
  return {
    ...answer,
    startedAt,
    durationMs: seen.reduce((sum, { durationMs }) => sum + durationMs, 0),
    errorBarMs: Math.max(0, ...seen.map(({ errorBarMs }) => errorBarMs)),
    phases: sumOf(seen.map(({ phases }) => phases)),
    id: context.id,
    answeredIds: last?.observation.answeredIds ?? {},
    steps: done,
    ...(certificate && { certificate }),
    ...(failure && last && { failure: { ...failure, message: `step ${last.name}: ${failure.message}` } }),
  };
};

const sumOf = (all: readonly Phases[]): Phases =>
  Object.fromEntries(
    PHASES.filter((phase) => all.some((phases) => phases[phase] !== undefined)).map((phase) => [
      phase,
      all.reduce((sum, phases) => sum + (phases[phase] ?? 0), 0),
    ]),
  );
