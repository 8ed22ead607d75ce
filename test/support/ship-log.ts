import { open } from 'node:fs/promises';

import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';

/** Which file goes to which log group. */
export interface Shipping {
  readonly file: string;
  readonly group: string;
  readonly client: CloudWatchLogsClient;
}

const STREAM = 'shop';

/** As often as log agents do. */
const EVERY_MS = 250;

/** Sends the lines of a growing file to a new log group, each line an event, as an `awslogs` driver does, until it is disposed of. */
export const shipLog = async ({ file, group, client }: Shipping): Promise<AsyncDisposable> => {
  await client.send(new CreateLogGroupCommand({ logGroupName: group }));
  await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: STREAM }));
  let offset = 0;
  let rest = '';
  const ship = async (): Promise<void> => {
    const text = rest + (await readFrom(file, offset, (bytes) => (offset += bytes)));
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length === 0) return;
    const timestamp = Date.now();
    const logEvents = lines.filter((line) => line !== '').map((message) => ({ message, timestamp }));
    await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: STREAM, logEvents }));
  };
  let working: Promise<unknown> = Promise.resolve();
  let failure: unknown;
  const timer = setInterval(() => {
    working = working.then(ship).catch((error: unknown) => (failure ??= error));
  }, EVERY_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await working;
      if (failure !== undefined) throw failure;
    },
  };
};

const readFrom = async (file: string, offset: number, read: (bytes: number) => void): Promise<string> => {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(size - offset);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
  read(bytesRead);
  return buffer.subarray(0, bytesRead).toString('utf8');
};
