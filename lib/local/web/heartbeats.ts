import type { IncomingMessage } from 'node:http';

import type { Check } from '../../core/check.ts';
import { fillReferences } from '../../core/config/references.ts';
import type { BeatStore, Clock, SecretSource } from '../../core/ports.ts';
import { takeBeat, type BeatAnswer } from '../../core/probe/take-beat.ts';
import { sameText } from '../../system/same-text.ts';

/** Where signs of life go, and who may send them. */
export interface Heartbeats {
  readonly checks: readonly Check[];
  readonly beats: BeatStore;
  readonly clock: Clock;
  readonly secrets: SecretSource;
}

/** Of what a job says, so much is read. */
const MAX_MESSAGE_BYTES = 8_000;

/** Takes the call of a job; `path` is what follows `/heartbeats/`. */
export const answerBeat = (
  request: IncomingMessage,
  path: string,
  { checks, beats, clock, secrets }: Heartbeats,
): Promise<BeatAnswer> => {
  const { method = '', headers } = request;
  return takeBeat(
    { method, path, authorization: headers.authorization, message: () => bodyOf(request) },
    {
      checkOf: async (name) => checks.find((check) => check.name === name),
      beats,
      clock,
      fill: (text) => fillReferences(text, (reference) => secrets.resolve(reference)),
      isSame: sameText,
    },
  );
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_MESSAGE_BYTES).toString('utf8');
};
