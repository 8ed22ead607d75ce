import type { Check } from '../check.ts';
import type { Expect } from '../assertions/expect.ts';
import { toAssertions } from '../assertions/to-assertions.ts';
import type { ComponentRef } from '../diagnosis/component.ts';
import type { RetryPolicy } from '../retry/policy.ts';
import type { Milliseconds } from '../time.ts';
import type { CheckInput, CheckType } from './check-schema.ts';
import type { Edge } from './config.ts';
import { reachOf } from './reach-of.ts';

/** What a check takes from the rest of the config. */
export interface Surroundings {
  readonly edge: Edge;
  readonly notifiers: readonly string[];
  readonly locations: readonly string[];
  /** The path that the config means when it writes a relative one. */
  readonly resolve: (path: string) => string;
}

/** The location at which heartbeats come in. */
const HOME = 'home';

const DEFAULT_TIMEOUT_MS: Milliseconds = 10_000;

/** Left free between the end of a probe and the next tick. */
export const DEADLINE_MARGIN_MS: Milliseconds = 1_000;

/** A check with everything filled in that the config left out. */
export const buildCheck = (
  input: CheckInput & Readonly<Record<string, unknown>>,
  type: CheckType,
  around: Surroundings,
): Check => {
  const { name, group, description, runbook, tags, retry, metrics } = input;
  const target = Object.fromEntries(
    Object.keys(type.entries).flatMap((key) => (input[key] === undefined ? [] : [[key, input[key]]])),
  );
  return {
    name,
    ...(group !== undefined && { group }),
    ...(description !== undefined && { description }),
    ...(runbook !== undefined && { runbook }),
    tags,
    type: type.type,
    target,
    ...timing(input),
    retry,
    assertions: toAssertions(input['expect'] as Expect, type.expects),
    alert: { ...input.alert, notify: input.alert.notify ?? around.notifiers },
    components: (input.diagnose.components ?? []).map((component) => resolved(component, around)),
    reach: reachOf(input.reach, target, around.edge),
    locations: input.locations ?? (type.only === 'home' ? [HOME] : around.locations),
    metrics,
  };
};

const timing = (input: CheckInput): Pick<Check, 'intervalMs' | 'timeoutMs' | 'deadlineMs'> => {
  const room = input.interval - DEADLINE_MARGIN_MS;
  const timeoutMs = input.timeout ?? Math.min(DEFAULT_TIMEOUT_MS, room, input.deadline ?? room);
  return {
    intervalMs: input.interval,
    timeoutMs,
    deadlineMs: input.deadline ?? Math.min(room, longest(timeoutMs, input.retry)),
  };
};

/** All attempts and waits at their longest; more would only let a server's `Retry-After` keep the prober busy. */
const longest = (timeoutMs: Milliseconds, { attempts, capMs }: RetryPolicy): Milliseconds =>
  attempts * timeoutMs + (attempts - 1) * capMs;

const resolved = (component: ComponentRef, { resolve }: Surroundings): ComponentRef => {
  if (component.kind === 'file') return { ...component, path: resolve(component.path) };
  return component.kind === 'git' ? { ...component, folder: resolve(component.folder) } : component;
};
