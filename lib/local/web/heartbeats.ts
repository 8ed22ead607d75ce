import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Check } from '../../core/check.ts';
import type { Clock, SecretSource } from '../../core/ports.ts';
import { fillReferences } from '../../core/config/references.ts';
import type { BeatStore } from '../sqlite/beat-store.ts';

/** Where signs of life go, and who may send them. */
export interface Heartbeats {
  readonly checks: readonly Check[];
  readonly beats: BeatStore;
  readonly clock: Clock;
  readonly secrets: SecretSource;
}

/** What a job says is kept up to here. */
const MAX_MESSAGE_BYTES = 2_000;

/**
 * Takes the call of a job: `/heartbeats/<check>` when it has run, `/heartbeats/<check>/fail` when it failed, with what
 * it has to say as the body; GET or POST, for curl and for jobs that can only fetch a URL.
 */
export const takeBeat = async (
  request: IncomingMessage,
  path: string,
  { checks, beats, clock, secrets }: Heartbeats,
): Promise<Said> => {
  const [name, end] = path.split('/');
  const check = checks.find((each) => each.type === 'heartbeat' && each.name === decoded(name ?? ''));
  if (!check || (end !== undefined && end !== 'fail'))
    return { status: 404, body: 'no heartbeat check of this name in the config' };
  const refusal = await refusalOf(request, check, secrets);
  if (refusal) return refusal;
  const message = await bodyOf(request);
  beats.record(check.name, {
    kind: end === 'fail' ? 'failure' : 'success',
    at: clock.now(),
    ...(message !== '' && { message }),
  });
  return { status: 202, body: 'noted' };
};

interface Said {
  readonly status: number;
  readonly body: string;
}

const refusalOf = async (
  { method, headers }: IncomingMessage,
  { target }: Check,
  secrets: SecretSource,
): Promise<Said | undefined> => {
  if (method !== 'GET' && method !== 'POST') return { status: 405, body: 'GET or POST' };
  const { token } = target as { readonly token?: string };
  if (token === undefined) return undefined;
  const wanted = await fillReferences(token, (reference) => secrets.resolve(reference));
  return isSame(headers.authorization ?? '', `Bearer ${wanted}`)
    ? undefined
    : { status: 401, body: 'send the token of the check: Authorization: Bearer …' };
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Compares digests, so that neither content nor length shows in the time that it takes. */
const isSame = (given: string, wanted: string): boolean => {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_MESSAGE_BYTES).toString('utf8').trim();
};
