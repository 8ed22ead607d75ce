import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/** Asks again until the answer is neither undefined nor false; throws at the deadline, saying what was awaited. */
export async function poll<T>(
  awaited: string,
  ask: () => Promise<T | undefined | false>,
  { timeoutMs, everyMs = 100 }: PollOptions,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() - began > timeoutMs) {
      throw new Error(`waited ${timeoutMs} ms in vain: ${awaited}`);
    }
    await delay(everyMs);
  }
}
