import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

import type { Check } from '../core/check.ts';
import { fillAll } from '../core/config/references.ts';
import { withSigningKeys, type GetAwsCredentials } from '../core/probe/aws-credentials.ts';
import type { ReadSecret } from '../core/probe/keep-secrets.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import type { ControlTarget } from '../core/probe/self-check.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import { logError } from './function-log.ts';

/** One check to probe from a location. */
export interface LocationRun {
  readonly check: Check;
  readonly alreadyDown: boolean;
  /** Its own moment, which the location waits for. @default that of the request */
  readonly tick?: EpochMs;
}

/** What is to be probed from a location: these checks, for this tick. */
export interface LocationTick {
  readonly location: string;
  readonly tick: EpochMs;
  readonly runs: readonly LocationRun[];
}

/** What its prober is asked. */
export interface LocationRequest extends LocationTick {
  /** What that prober looks at to tell its own network from that of the targets. */
  readonly controlTargets: readonly ControlTarget[];
}

/** Asks the prober of a location, by name of the check; who does not answer is silent, and silence does not vote. */
export type AskLocation = (request: LocationTick) => Promise<ReadonlyMap<string, ProbeResult>>;

/** What asking needs. */
export interface LocationPorts {
  /** A function is reached in its own region alone; undefined for the home region. */
  readonly clientIn: (region: string | undefined) => LambdaClient;
  /** Location to function. */
  readonly probers: Readonly<Record<string, string>>;
  /** Beyond the longest deadline of its checks, for a cold start and the way. @default 10_000 */
  readonly patienceMs?: Milliseconds;
  readonly readSecret: ReadSecret;
  readonly awsCredentials: GetAwsCredentials;
  readonly controlTargets: (location: string) => Promise<readonly ControlTarget[]>;
}

/** With clients of its own, one for each region. Each calls once: a second call would repeat every probe of the first. */
export const ownLocations = (ports: Omit<LocationPorts, 'clientIn'>): AskLocation => {
  const clients = new Map<string | undefined, LambdaClient>();
  const clientIn = (region: string | undefined): LambdaClient => {
    const client = clients.get(region) ?? new LambdaClient({ maxAttempts: 1, ...(region && { region }) });
    clients.set(region, client);
    return client;
  };
  return askLocations({ ...ports, clientIn });
};

const UNAUTHORIZED = 401;

/** Who waits longer for one location loses the verdicts of the others with it: the function itself ends 30 s behind the deadline. */
const PATIENCE_MS: Milliseconds = 10_000;

// arn:aws:lambda:eu-west-1:123456789012:function:Shop-prober-eu-west-1
const regionOf = (functionName: string): string | undefined => functionName.split(':')[3];

/**
 * A synchronous call takes 6 MB and answers as many: each failing check may hold three bodies of 4 kB, for each of its steps, and its request
 * the files that it sends.
 */
const MAX_CALL = { bodies: 300, bytes: 4_000_000 } as const;

/**
 * Calls the probers of other locations, once for many checks. Secrets and the keys of roles are filled in here: a prober has no rights of its
 * own, and the request is neither logged nor kept.
 */
export const askLocations = (ports: LocationPorts): AskLocation => {
  const { probers, readSecret, awsCredentials, controlTargets, patienceMs = PATIENCE_MS } = ports;
  /** The checks whose secrets a target refused: they may have been rotated, and are read anew the next time. */
  const refused = new Set<string>();

  const filled = async (check: Check): Promise<Check> => {
    const fresh = refused.delete(check.name);
    const target = await fillAll(check.target, (reference) => readSecret(reference, fresh));
    return { ...check, target: await withSigningKeys(target, awsCredentials) };
  };

  const ask = async (request: LocationRequest): Promise<readonly ProbeResult[]> => {
    const functionName = probers[request.location];
    if (functionName === undefined) throw new Error(`location ${request.location} has no prober`);
    const runs = await Promise.all(
      request.runs.map(async ({ check, ...run }) => ({ ...run, check: await filled(check) })),
    );
    const Payload = JSON.stringify({ ...request, runs } satisfies LocationRequest);
    const client = ports.clientIn(regionOf(functionName));
    const longest = Math.max(
      ...request.runs.map(({ check, tick = request.tick }) => tick - request.tick + check.deadlineMs),
    );
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }), {
      abortSignal: AbortSignal.timeout(longest + patienceMs),
    });
    const said = new TextDecoder().decode(answer.Payload);
    if (answer.FunctionError !== undefined) throw new Error(`${answer.FunctionError}: ${said.slice(0, 500)}`);
    const results = JSON.parse(said) as readonly ProbeResult[];
    for (const { checkName, attempts } of results)
      if (attempts.at(-1)?.observation.status === UNAUTHORIZED) refused.add(checkName);
    return results;
  };
  return async (asked) => {
    const request = { ...asked, controlTargets: await controlTargets(asked.location) };
    const answers = await Promise.allSettled(callsFor(request).map(ask));
    const results = answers.flatMap((each) => {
      if (each.status === 'fulfilled') return each.value;
      logError(`location ${request.location} did not answer`, each.reason);
      return [];
    });
    return new Map(results.map((result) => [result.checkName, result]));
  };
};

/** A request in parts that a call carries. */
export const callsFor = (request: LocationRequest): readonly LocationRequest[] => {
  const calls: LocationRun[][] = [];
  let [bodies, bytes] = [Infinity, 0];
  for (const run of request.runs) {
    const size = JSON.stringify(run.check).length;
    const steps = stepsOf(run.check);
    if (bodies + steps > MAX_CALL.bodies || bytes + size > MAX_CALL.bytes) {
      calls.push([]);
      [bodies, bytes] = [0, 0];
    }
    calls.at(-1)?.push(run);
    bodies += steps;
    bytes += size;
  }
  return calls.map((runs) => ({ ...request, runs }));
};

const stepsOf = ({ target }: Check): number =>
  Math.max(1, ((target ?? {}) as { readonly steps?: readonly unknown[] }).steps?.length ?? 1);
