import type { Clock } from '../../lib/core/ports.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';

/** A clock that stands still but for what is slept; sleeping takes no time. */
export class FakeClock implements Clock {
  readonly slept: Milliseconds[] = [];
  private time: EpochMs;

  constructor(time: EpochMs = 0) {
    this.time = time;
  }

  now(): EpochMs {
    return this.time;
  }

  monotonic(): Milliseconds {
    return this.time;
  }

  sleep(ms: Milliseconds): Promise<void> {
    this.slept.push(ms);
    this.time += ms;
    return Promise.resolve();
  }
}
