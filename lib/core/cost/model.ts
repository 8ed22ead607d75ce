import type { Milliseconds } from '../time.ts';

/** What one call of a function costs besides its probes, from what its parts took on the emulator, with a margin. */
export const CALL_MS: Readonly<Record<'dispatch' | 'probe' | 'prober' | 'ping', Milliseconds>> = {
  dispatch: 100,
  probe: 60,
  prober: 10,
  ping: 300,
};

/** CPU of one probe on a whole core, in a shard of 781 with a new connection each: docs/reference/scale.md says how it was measured. */
export const PROBE_CPU_MS = { plain: 0.4, tls: 1.15 } as const;

/** What is left of a handshake's probe when it takes a session up again, by bench/README.md: 680 of 766 µs. */
export const RESUMED_SHARE = 0.89;

/** Lambda gives a whole core at so many MB (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
export const WHOLE_CORE_MB = 1_769;

/** Starts are paced to this part of the function's part of a core: beyond it the timings of the probes grow, below it they stay (docs/reference/scale.md). */
export const BUSY_SHARE = 0.9;

/** Lambda's pollers ask an empty queue with five connections, each for 20 s (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
export const IDLE_POLLS_PER_MINUTE = 5 * 3;

/** CloudWatch Logs bills so many bytes beside each line (https://aws.amazon.com/cloudwatch/pricing/). */
export const LOG_LINE_OVERHEAD = 26;

/** A secret is trusted for five minutes in each environment of a function. */
export const SECRET_READS_PER_HOUR = 12;

/** What an incident costs from its opening to its end: about ten writes of an item of 10 kB, a diagnosis of 15 s. */
export const PER_INCIDENT = {
  dynamoWriteUnits: 120,
  dynamoReadUnits: 60,
  sqsRequests: 30,
  customEvents: 4,
  diagnoseMs: 15_000,
  notifyMs: 2_000,
} as const;

/** The state of a check that is down, in a read of 4 kB. */
export const STATE_READ_UNITS = 0.5;
