import type { Milliseconds } from '../../lib/core/time.ts';

/*
 * What a simulation cannot know, with where it comes from. CPU is that of a whole core of the machine on which it was measured;
 * what the Arm cores of Lambda need was not.
 */

/** Of the target: half of the answers within 60 ms, the slowest of the healthy ones within 400. */
export const LATENCY = { medianMs: 60, spreadMs: 40, slowestMs: 400 } as const;

/** From its due moment until a message is in the hands of a function: Lambda's pollers wait on the queue all the time. */
export const DELIVERY_MS: Milliseconds = 80;

/** A call of the notify function waits so long for a channel. */
export const CHANNEL_MS: Milliseconds = 250;

/** A start of a new environment, billed: bench/README.md's 147 ms of CPU for the import, on a part of a core, and Lambda's own. */
export const COLD_START_MS: Milliseconds = 700;

/** Memory of the probe function after a dozen calls (docs/reference/scale.md), for each probe in flight (bench/README.md, Memory), for each check in memory. */
export const MEMORY_MB = { afterCalls: 255, perSocket: 0.13, perCheck: 0.00045 } as const;

/**
 * CloudWatch Logs: how late lines can be read, for which AWS gives no number; how long a call takes; what of the account's limit
 * others use up. And the CPU of one look at a few dozen lines, which `npm run bench:diagnose` measures for more.
 */
export const LOGS = { lagMs: 6_000, callMs: 150, othersShare: 0.5, lookCpuMs: 20 } as const;
