import * as v from 'valibot';

import type { Clock } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import type { AttemptContext, Prober } from './contract.ts';
import type { Failure, FailureKind } from './failure.ts';
import type { Attempt } from './result.ts';

/** Something that always accepts connections; when none does, it is the prober that has no network. */
export interface ControlTarget {
  readonly host: string;
  readonly port: number;
}

/** What a look at the control targets needs. */
export interface ControlLook {
  readonly targets: readonly ControlTarget[];
  /** The check type `tcp`: a control target is a port that opens. */
  readonly tcp: () => Promise<Prober>;
  readonly embedded: boolean;
  readonly signal: AbortSignal;
}

/** Failures that look the same when it is the prober that lost its network. */
const NETWORK_KINDS: ReadonlySet<FailureKind> = new Set(['dns', 'connect', 'timeout', 'reset']);

/** When many checks fail at once, one look answers for all of them. */
const FRESH_MS: Milliseconds = 5_000;

/** A control target is close and always there: it answers at once or not at all. */
const CONTROL_TIMEOUT_MS: Milliseconds = 3_000;

/** Whether the prober itself still reaches the network; asked only when a check fails in a way that could be ours. */
export const createSelfCheck = (
  controlAnswers: () => Promise<boolean>,
  clock: Pick<Clock, 'monotonic'>,
): (() => Promise<boolean>) => {
  let last: { readonly at: number; readonly online: Promise<boolean> } | undefined;
  return () => {
    const at = clock.monotonic();
    // A control that breaks down accuses nobody.
    if (!last || at - last.at >= FRESH_MS) last = { at, online: controlAnswers().catch(() => true) };
    return last.online;
  };
};

/** Whether any of the control targets accepts a connection; where there is none to ask, nobody is accused. */
export const controlAnswers = async ({ targets, tcp, ...rest }: ControlLook): Promise<boolean> => {
  if (targets.length === 0) return true;
  const prober = await tcp();
  const schema = v.strictObject(prober.entries);
  const context: AttemptContext = { ...SILENT, ...rest };
  const looks = targets.map(async (target) => {
    const { failure } = await prober.probe(v.parse(schema, target), context);
    if (failure) throw new Error(failure.message);
  });
  return Promise.any(looks).then(
    () => true,
    () => false,
  );
};

/** It sends nothing, so it needs no identity; it is somebody's choice, so it may stand anywhere. */
const SILENT: Omit<AttemptContext, 'signal' | 'embedded'> = {
  id: { requestId: '', traceparent: '', amznTraceId: '' },
  timeoutMs: CONTROL_TIMEOUT_MS,
  reach: 'private',
  avoid: [],
  fill: async (text) => text,
  redact: (text) => text,
};

/** Takes the blame for an attempt that failed because the prober has no network; the target's own words are kept. */
export const blameUs = (attempts: readonly Attempt[]): readonly Attempt[] => {
  const last = attempts.at(-1);
  const seen = last && failureOf(last);
  if (!seen) return attempts;
  const message = `the prober has no network: no control target answers either; seen: ${seen.message}`;
  const failure = { kind: 'prober', code: 'NO_NETWORK', message } as const;
  return [...attempts.slice(0, -1), { ...last, outcome: 'failed', failure }];
};

/** Also one that the check expects: without network everything fails as expected. */
const failureOf = ({ failure, observation }: Attempt): Failure | undefined => failure ?? observation.failure;

/** Whether a failed probe could be the prober's own fault. */
export const couldBeUs = (attempts: readonly Attempt[]): boolean => {
  const last = attempts.at(-1);
  const kind = last && failureOf(last)?.kind;
  return kind !== undefined && NETWORK_KINDS.has(kind);
};
