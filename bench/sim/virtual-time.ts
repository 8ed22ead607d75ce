import type { AlarmClock } from '../../lib/core/ports.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';
import { timeWheel } from './time-wheel.ts';

/** A clock that stands still while anybody has something to do, and then jumps to the next moment that somebody waits for. */
export interface VirtualTime {
  readonly clock: AlarmClock;
  /** Calls back at a moment; gives what calls that off. */
  at(moment: EpochMs, call: () => void): () => void;
  /** The same for what nobody calls off. */
  surely(moment: EpochMs, call: () => void): void;
  /** Real input, files say, for which time stands still. */
  outside<Value>(input: Promise<Value>): Promise<Value>;
  /** Goes on until a moment. */
  runUntil(end: EpochMs): Promise<void>;
}

/** Moments of one round of the event loop; a round costs more than most moments. */
const MOMENTS_PER_ROUND = 64;

/** Time in whole milliseconds: what is called for within one is called together. */
export const virtualTime = (start: EpochMs): VirtualTime => {
  let now = start;
  const wheel = timeWheel();
  const place = (moment: EpochMs): number => Math.max(now, Math.ceil(moment)) - start;
  const at: VirtualTime['at'] = (moment, call) => {
    let live: (() => void) | undefined = call;
    wheel.add(place(moment), () => live?.());
    return () => (live = undefined);
  };
  const surely: VirtualTime['surely'] = (moment, call) => wheel.add(place(moment), call);
  let awaited = 0;

  /** One moment: all promises that can settle have settled before the next immediate runs. Tells whether there was one. */
  const step = (end: EpochMs): boolean => {
    const moment = wheel.next(end - start);
    if (moment === undefined) return false;
    now = start + moment;
    for (const call of wheel.take(moment)) call();
    return true;
  };
  const round = (end: EpochMs): Promise<boolean> =>
    new Promise((resolve, reject) => {
      let isOver = false;
      const immediate = (): void => {
        if (isOver || awaited > 0) return;
        try {
          isOver = !step(end);
        } catch (error) {
          reject(error);
        }
      };
      for (let moment = 0; moment < MOMENTS_PER_ROUND; moment++) setImmediate(immediate);
      setImmediate(() => resolve(isOver && awaited === 0));
    });
  return {
    outside: async (input) => {
      awaited += 1;
      try {
        return await input;
      } finally {
        awaited -= 1;
      }
    },
    clock: {
      now: () => now,
      monotonic: () => now - start,
      sleep: (ms, signal) => (signal ? sleep(ms, signal) : new Promise((end) => surely(now + ms, end))),
      after: (ms, call) => at(now + ms, call),
    },
    at,
    surely,
    runUntil: async (end) => {
      while (!(await round(end)));
      now = Math.max(now, end);
    },
  };

  function sleep(ms: Milliseconds, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const forget = at(now + ms, end);
      function end(): void {
        signal.removeEventListener('abort', end);
        forget();
        resolve();
      }
      signal.addEventListener('abort', end);
    });
  }
};
