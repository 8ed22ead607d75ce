import { coreShare } from '../../lib/core/cost/probe-cpu.ts';
import type { Milliseconds } from '../../lib/core/time.ts';
import { COLD_START_MS, MEMORY_MB } from './measured.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What one function was billed for, and what its largest environment held. */
export interface FunctionUse {
  requests: number;
  gbSeconds: number;
  environments: number;
  longestMs: Milliseconds;
  peakMb: number;
}

/** What runs in one environment, one call after the other. */
export interface Environment {
  /** When the CPU is free for work that comes now; the product's own pace is kept before. */
  turn(cpuMs: Milliseconds): Milliseconds;
  /** How long work takes on this function's part of a core. */
  wallMs(cpuMs: Milliseconds): Milliseconds;
  began(): void;
  ended(): void;
}

/** How a function is made. */
export interface FunctionOptions<Handler> {
  readonly time: VirtualTime;
  readonly memoryMb: number;
  /** CPU of a call besides its work. */
  readonly callCpuMs: Milliseconds;
  /** Checks that the environment keeps in memory at most. */
  readonly checksKept: number;
  readonly make: (environment: Environment) => Handler;
}

/** A function with as many environments as it needs at once; each is billed from its call to its answer. */
export const simFunction = <Handler>(options: FunctionOptions<Handler>) => {
  const { time, memoryMb, callCpuMs } = options;
  const use: FunctionUse = { requests: 0, gbSeconds: 0, environments: 0, longestMs: 0, peakMb: 0 };
  const core = coreShare(memoryMb);
  const free: Handler[] = [];

  const start = (): Handler => {
    use.environments += 1;
    let nextStart = 0;
    let inFlight = 0;
    const wallMs = (cpuMs: Milliseconds): Milliseconds => cpuMs / core;
    return options.make({
      wallMs,
      turn: (cpuMs) => {
        const at = Math.max(time.clock.now(), nextStart);
        nextStart = at + wallMs(cpuMs);
        return at;
      },
      began: () => {
        inFlight += 1;
        const mb =
          MEMORY_MB.afterCalls + inFlight * MEMORY_MB.perSocket + options.checksKept * MEMORY_MB.perCheck;
        use.peakMb = Math.max(use.peakMb, mb);
      },
      ended: () => {
        inFlight -= 1;
      },
    });
  };

  return {
    use,
    call: async <Answer>(work: (handler: Handler) => Promise<Answer>): Promise<Answer> => {
      const began = time.clock.now();
      use.requests += 1;
      const warm = free.pop();
      const handler = warm ?? start();
      await time.clock.sleep((warm ? 0 : COLD_START_MS) + callCpuMs / core);
      try {
        return await work(handler);
      } finally {
        free.push(handler);
        const billedMs = Math.max(1, time.clock.now() - began);
        use.gbSeconds += (billedMs / 1_000) * (memoryMb / 1_024);
        use.longestMs = Math.max(use.longestMs, billedMs);
      }
    },
  };
};
