import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

import type { Check } from '../core/check.ts';
import { fillAll } from '../core/config/references.ts';
import type { SecretSource } from '../core/ports.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import type { EpochMs } from '../core/time.ts';
import { logError } from './function-log.ts';

/** What a prober of a location is asked: these checks, for this tick. */
export interface LocationRequest {
  readonly location: string;
  readonly tick: EpochMs;
  readonly runs: readonly { readonly check: Check; readonly alreadyDown: boolean }[];
}

/** Asks the prober of a location, by name of the check; who does not answer is silent, and silence does not vote. */
export type AskLocation = (request: LocationRequest) => Promise<ReadonlyMap<string, ProbeResult>>;

/** The answers of so many checks stay far below the 6 MB that a synchronous call may answer. */
const CHECKS_PER_CALL = 100;

/**
 * Calls the probers of other locations, once for many checks. Secrets are filled in here: a prober has no rights of its
 * own, and the request is neither logged nor kept.
 */
export const askLocations = (
  client: LambdaClient,
  probers: Readonly<Record<string, string>>,
  secrets: SecretSource,
): AskLocation => {
  const ask = async (request: LocationRequest): Promise<readonly ProbeResult[]> => {
    const functionName = probers[request.location];
    if (functionName === undefined) throw new Error(`location ${request.location} has no prober`);
    const runs = await Promise.all(
      request.runs.map(async ({ check, alreadyDown }) => ({
        check: { ...check, target: await fillAll(check.target, (reference) => secrets.resolve(reference)) },
        alreadyDown,
      })),
    );
    const Payload = JSON.stringify({ ...request, runs } satisfies LocationRequest);
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
    const said = new TextDecoder().decode(answer.Payload);
    if (answer.FunctionError !== undefined) throw new Error(`${answer.FunctionError}: ${said.slice(0, 500)}`);
    return JSON.parse(said) as readonly ProbeResult[];
  };
  return async (request) => {
    const parts = Array.from({ length: Math.ceil(request.runs.length / CHECKS_PER_CALL) }, (_, index) =>
      request.runs.slice(index * CHECKS_PER_CALL, (index + 1) * CHECKS_PER_CALL),
    );
    const answers = await Promise.allSettled(parts.map((runs) => ask({ ...request, runs })));
    const results = answers.flatMap((each) => {
      if (each.status === 'fulfilled') return each.value;
      logError(`location ${request.location} did not answer`, each.reason);
      return [];
    });
    return new Map(results.map((result) => [result.checkName, result]));
  };
};
