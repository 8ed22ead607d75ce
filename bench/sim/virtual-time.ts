import type { AlarmClock } from '../../lib/core/ports.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';

/** A clock that stands still while anybody has something to do, and then jumps to the next moment that somebody waits for. */
export interface VirtualTime {
  readonly clock: AlarmClock;
  /** Calls back at a moment; gives what calls that off. */
  at(moment: EpochMs, call: () => void): () => void;
  /** Real input, files say, for which time stands still. */
  outside<Value>(input: Promise<Value>): Promise<Value>;
  /** Goes on until a moment, or until `done` says so. */
  runUntil(end: EpochMs, done?: () => boolean): Promise<void>;
}

/** All promises that can settle have settled once the event loop has come round. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Moment {
  readonly at: EpochMs;
  readonly calls: Set<() => void>;
}

/** Time in whole milliseconds: what is called for within one is called together. */
export const virtualTime = (start: EpochMs): VirtualTime => {
  let now = start;
  const moments = new Map<EpochMs, Moment>();
  const heap = momentHeap();
  const at: VirtualTime['at'] = (moment, call) => {
    const when = Math.max(now, Math.ceil(moment));
    let waiting = moments.get(when);
    if (!waiting) {
      waiting = { at: when, calls: new Set() };
      moments.set(when, waiting);
      heap.push(waiting);
    }
    waiting.calls.add(call);
    return () => waiting.calls.delete(call);
  };
  const next = (): Moment | undefined => {
    const moment = heap.pop();
    if (moment) moments.delete(moment.at);
    return moment;
  };
  const awaited = new Set<unknown>();
  const settled = async (): Promise<void> => {
    await turn();
    while (awaited.size > 0) await turn();
  };
  return {
    outside: async (input) => {
      awaited.add(input);
      try {
        return await input;
      } finally {
        awaited.delete(input);
      }
    },
    clock: {
      now: () => now,
      monotonic: () => now - start,
      sleep: sleepOn(at, () => now),
      after: (ms, call) => at(now + ms, call),
    },
    at,
    runUntil: async (end, done = () => false) => {
      await settled();
      while (!done() && (heap.peek()?.at ?? Infinity) <= end) {
        const moment = next();
        if (!moment || moment.calls.size === 0) continue;
        now = moment.at;
        for (const call of moment.calls) call();
        await settled();
      }
      if (!done()) now = Math.max(now, end);
    },
  };
};

const sleepOn =
  (at: VirtualTime['at'], now: () => EpochMs): AlarmClock['sleep'] =>
  (ms: Milliseconds, signal?: AbortSignal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const forget = at(now() + ms, end);
      function end(): void {
        signal?.removeEventListener('abort', end);
        forget();
        resolve();
      }
      signal?.addEventListener('abort', end);
    });

/** A binary heap: the soonest moment first. */
const momentHeap = () => {
  const items: Moment[] = [];
  const time = (index: number): number => items[index]?.at ?? Infinity;
  const swap = (a: number, b: number): void => {
    [items[a], items[b]] = [items[b]!, items[a]!];
  };
  return {
    peek: (): Moment | undefined => items[0],
    push: (moment: Moment): void => {
      let index = items.push(moment) - 1;
      for (
        let parent = (index - 1) >> 1;
        index > 0 && time(parent) > time(index);
        parent = (index - 1) >> 1
      ) {
        swap(index, parent);
        index = parent;
      }
    },
    pop: (): Moment | undefined => {
      const [top] = items;
      const last = items.pop();
      if (items.length === 0 || !last) return top;
      items[0] = last;
      for (let index = 0; ;) {
        const child = time(2 * index + 1) <= time(2 * index + 2) ? 2 * index + 1 : 2 * index + 2;
        if (time(child) >= time(index)) return top;
        swap(index, child);
        index = child;
      }
    },
  };
};
