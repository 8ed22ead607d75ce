import { join } from 'node:path';

import {
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';

import { STACK, type Deployed } from './deployed.ts';

/** The further location of the end-to-end test. */
export const ELSEWHERE = 'eu-west-1';

const BROKEN_NETWORK = join(import.meta.dirname, 'broken-network.mjs');

const configure = async (
  { emulator }: Deployed,
  change: Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>,
): Promise<void> => {
  const client = new LambdaClient({ ...emulator.clientConfig, region: ELSEWHERE });
  const FunctionName = `${STACK}-prober-${ELSEWHERE}`;
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
};

/** No connection from there to the shop is accepted any more. */
export const cutOff = (at: Deployed, port: number): Promise<void> =>
  configure(at, {
    Environment: {
      Variables: { NODE_OPTIONS: `--import file://${BROKEN_NETWORK}`, BROKEN_PORT: String(port) },
    },
  });

/** The prober answers nothing any more. */
export const lose = (at: Deployed): Promise<void> => configure(at, { Handler: 'nowhere.handler' });

/** Undoes both. */
export const heal = (at: Deployed): Promise<void> =>
  configure(at, { Handler: 'index.handler', Environment: { Variables: {} } });
