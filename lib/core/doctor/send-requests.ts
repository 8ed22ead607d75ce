import type { Check } from '../check.ts';
import type { ComponentRef } from '../diagnosis/component.ts';
import { idsOf } from '../diagnosis/correlate.ts';
import type { ProbeResult } from '../probe/result.ts';
import type { EpochMs } from '../time.ts';

/** A request that the doctor had sent, and where it should have left a trace. */
export interface SentRequest {
  readonly checkName: string;
  readonly components: readonly ComponentRef[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Every spelling of its identity, and what the answer carried. */
  readonly ids: readonly string[];
  /** Why it did not come through. */
  readonly problem?: string;
}

/** What sending needs of the world. */
export interface SendPorts {
  /** Whether requests of this type carry ids. */
  readonly sendsIds: (type: string) => Promise<boolean>;
  /** One attempt; undefined where it was cut off. */
  readonly probe: (check: Check) => Promise<ProbeResult | undefined>;
}

/** More would be a load of its own, and say the same. */
const MAX_REQUESTS = 20;

/** Sends one request for each set of components: of checks that share their logs, one says what all would. */
export const sendRequests = async (
  checks: readonly Check[],
  { sendsIds, probe }: SendPorts,
): Promise<readonly SentRequest[]> => {
  const types = new Set(checks.map(({ type }) => type));
  const identified = new Map(
    await Promise.all([...types].map(async (type) => [type, await sendsIds(type)] as const)),
  );
  const asked = checks.filter(({ type, components }) => components.length > 0 && identified.get(type));
  const each = [...Map.groupBy(asked, ({ components }) => JSON.stringify(components)).values()].flatMap(
    ([first]) => first ?? [],
  );
  const results = await Promise.all(
    each.slice(0, MAX_REQUESTS).map(async (check) => ({ check, result: await probe(check) })),
  );
  return results.flatMap(({ check, result }) => (result ? [sentOf(check, result)] : []));
};

const sentOf = ({ name, components }: Check, { attempts, startedAt, endedAt }: ProbeResult): SentRequest => {
  const observed = attempts.flatMap(({ observation }) => [
    observation,
    ...(observation.steps ?? []).map((step) => step.observation),
  ]);
  const answered = observed.some(({ status }) => status !== undefined);
  const failure = attempts.at(-1)?.failure;
  return {
    checkName: name,
    components,
    from: startedAt,
    to: endedAt,
    ids: [...new Set(observed.flatMap(idsOf))],
    ...(failure && !answered && { problem: failure.message }),
  };
};
