import { partOfAttempt } from '../../core/probe/attempt-id.ts';
import type { AttemptContext } from '../../core/probe/contract.ts';
import type { Observation } from '../../core/probe/observation.ts';
import { resolveName, type IpVersion } from './resolve-name.ts';
import { startTrace } from './trace.ts';

/** Whose addresses are probed. */
export interface AddressesOf {
  readonly host: string;
  readonly ipVersion: IpVersion;
  readonly resolver?: string | undefined;
}

/** No honest name has more addresses, and each one is a connection. */
const MAX_ADDRESSES = 16;

/** Probes every address of a name, all at once; the observation is that of the worst, with the names of the bad ones. */
export const eachAddress = async (
  { host, ipVersion, resolver }: AddressesOf,
  context: AttemptContext,
  probe: (address: string, context: AttemptContext) => Promise<Observation>,
): Promise<Observation> => {
  const trace = await startTrace(context);
  const wanted = ipVersion === 'auto' ? 'all' : ipVersion;
  const resolved = await resolveName(host, trace, { ipVersion: wanted, resolver });
  if (!resolved.ok) return trace.finish(resolved.failure);
  const { phases, errorBarMs, startedAt } = trace.finish();
  const addresses = resolved.value.slice(0, MAX_ADDRESSES);
  const seen = await Promise.all(
    addresses.map((address, at) => probe(address, { ...context, id: partOfAttempt(context.id, at + 1) })),
  );
  const worst = seen.reduce((bad, each) => (badness(each) > badness(bad) ? each : bad));
  const failing = addresses.filter((_address, at) => seen[at]?.failure !== undefined);
  return {
    ...worst,
    startedAt,
    durationMs: worst.durationMs + (phases.dns ?? 0),
    errorBarMs: Math.max(errorBarMs, worst.errorBarMs),
    phases: { ...phases, ...worst.phases },
    values: { ...worst.values, addresses, failedAddresses: failing },
    ...(worst.failure && {
      failure: {
        ...worst.failure,
        message: `${failing.length} of ${addresses.length} addresses fail; ${worst.address ?? host}: ${worst.failure.message}`,
      },
    }),
  };
};

/** A failure is worse than any answer, a higher status than a lower one, and among equals the slower one. */
const badness = ({ failure, status = 0, durationMs }: Observation): number =>
  (failure ? 1_000 : status) * 1_000_000 + Math.min(durationMs, 999_999);
