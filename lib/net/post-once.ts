import { request as exchange, type Agent, type Dispatcher } from 'undici';

import type { NotifierRequest } from '../core/notify/contract.ts';
import type { Clock } from '../core/ports.ts';
import { retryAfterMs } from '../core/retry/retry-after.ts';
import type { Milliseconds } from '../core/time.ts';
import { hideAddress } from './hide-address.ts';
import { signatureOf } from './signature-of.ts';

/** A message for the http transport. */
export type HttpMessage = Extract<NotifierRequest, { readonly transport: 'http' }>;

/** What came of one attempt: taken, refused for good, or worth another attempt, perhaps after the wait it asks for. */
export type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly askedMs?: Milliseconds };

interface Sending {
  readonly agent: Agent;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: Milliseconds;
}

/** Enough to say why a channel refused. */
const MAX_ANSWER_BYTES = 4_096;
const MAX_REDIRECTS = 3;

/** Posts a message once; only an abort by the caller throws. */
export const postOnce = async (message: HttpMessage, sending: Sending): Promise<Outcome> => {
  const { signal, timeoutMs } = sending;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await post(message, { ...sending, signal: AbortSignal.any([signal, timeout]) });
  } catch (error) {
    signal.throwIfAborted();
    return timeout.aborted
      ? { kind: 'later', reason: `did not answer within ${timeoutMs} ms` }
      : failureOf(error);
  }
};

const NEVER_VALID: ReadonlySet<string> = new Set(['ERR_INVALID_URL', 'UND_ERR_INVALID_ARG']);

/** The error itself ends here: undici and URL keep the address, which is a secret, in its properties. */
const failureOf = (error: unknown): Outcome => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (NEVER_VALID.has(code)) return { kind: 'refused', reason: 'has no valid address or header' };
  return { kind: 'later', reason: `could not be reached: ${code}` };
};

const post = async (message: HttpMessage, { agent, clock, signal }: Sending): Promise<Outcome> => {
  const { method, body } = message;
  const headers = { ...message.headers, ...signatureOf(message, clock.now()) };
  let url = new URL(message.url);
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(url.href, {
      method,
      headers,
      ...(body !== '' && { body }),
      signal,
      dispatcher: agent,
    });
    const target = redirectOf(answer, url);
    if (!target || redirects === MAX_REDIRECTS) return outcomeOf(answer, message, clock);
    await answer.body.dump();
    if (target.origin !== url.origin)
      return { kind: 'refused', reason: `redirects to ${target.host}; write that address into the config` };
    url = target;
  }
};

/** A moved POST is repeated only where the standard keeps its method (RFC 9110, 15.4.8 and 15.4.9). */
const redirectOf = ({ statusCode, headers }: Dispatcher.ResponseData, from: URL): URL | undefined => {
  const location = headers['location'];
  if (![307, 308].includes(statusCode) || typeof location !== 'string') return undefined;
  return URL.parse(location, from.href) ?? undefined;
};

const outcomeOf = async (
  answer: Dispatcher.ResponseData,
  message: HttpMessage,
  clock: Clock,
): Promise<Outcome> => {
  const { statusCode, headers } = answer;
  const said = hideAddress(await beginningOf(answer), message);
  if (statusCode >= 200 && statusCode < 300) return { kind: 'taken' };
  const reason = `answered ${statusCode}${said === '' ? '' : `: ${said}`}`;
  if (statusCode !== 429 && statusCode < 500) return { kind: 'refused', reason };
  const retryAfter = headers['retry-after'];
  const askedMs = retryAfterMs(typeof retryAfter === 'string' ? retryAfter : undefined, clock.now());
  return { kind: 'later', reason, ...(askedMs !== undefined && { askedMs }) };
};

/** What comes after it is left on the wire, and the connection with it. */
const beginningOf = async ({ body }: Dispatcher.ResponseData): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
};
