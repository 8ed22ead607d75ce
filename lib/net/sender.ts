import { Agent } from 'undici';

import type { NotifierRequest } from '../core/notify/contract.ts';
import type { Clock, Randomness, Sender } from '../core/ports.ts';
import type { Milliseconds } from '../core/time.ts';
import { postOnce, type HttpMessage, type Outcome } from './post-once.ts';

/** How one message is sent; what fails for longer is taken again by the incident's steps. */
export interface SenderOptions {
  readonly attempts: number;
  /** For one attempt, its redirects included. */
  readonly timeoutMs: Milliseconds;
  readonly baseMs: Milliseconds;
  /** Longest wait; a channel that asks for a longer one is tried again by the step. */
  readonly capMs: Milliseconds;
}

/** Together below a minute, well within the lease of a step. */
const DEFAULTS: SenderOptions = { attempts: 3, timeoutMs: 10_000, baseMs: 500, capMs: 10_000 };

/** Sends http messages for all notifiers: with a time limit, retries, and no word of the address in an error. */
export const httpSender = (
  clock: Clock,
  randomness: Randomness,
  options: Partial<SenderOptions> = {},
): Sender & AsyncDisposable => {
  const settings = { ...DEFAULTS, ...options };
  const agent = new Agent({ allowH2: false, connect: { timeout: settings.timeoutMs } });
  const once = (message: HttpMessage, signal: AbortSignal): Promise<Outcome> =>
    postOnce(message, { agent, clock, signal, timeoutMs: settings.timeoutMs });

  const send = async (message: HttpMessage, signal: AbortSignal): Promise<void> => {
    for (let number = 1; ; number++) {
      const outcome = await once(message, signal);
      if (outcome.kind === 'taken') return;
      const wait = outcome.kind === 'later' ? waitBefore(number, outcome.askedMs ?? 0) : undefined;
      if (wait === undefined) throw new Error(`${hostOf(message.url)} ${outcome.reason}`);
      await clock.sleep(wait, signal);
      signal.throwIfAborted();
    }
  };

  /** Full jitter, and never shorter than what the channel asks for; undefined when it is not worth it. */
  const waitBefore = (number: number, askedMs: Milliseconds): Milliseconds | undefined => {
    if (number >= settings.attempts || askedMs > settings.capMs) return undefined;
    return Math.max(
      askedMs,
      randomness.next() * Math.min(settings.capMs, settings.baseMs * 2 ** (number - 1)),
    );
  };

  return {
    send: async (request, signal) => send(httpMessage(request), signal),
    [Symbol.asyncDispose]: () => agent.close(),
  };
};

const httpMessage = (request: NotifierRequest): HttpMessage => {
  if (request.transport === 'http') return request;
  throw new Error(`${request.transport} messages are not sent over http; this notifier does not work here`);
};

const hostOf = (url: string): string => URL.parse(url)?.host ?? 'the channel';
