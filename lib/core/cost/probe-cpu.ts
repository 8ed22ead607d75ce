import type { Check } from '../check.ts';
import type { Milliseconds } from '../time.ts';
import { PROBE_CPU_MS, WHOLE_CORE_MB } from './model.ts';
import { speaksTls } from '../probe/speaks-tls.ts';

/** What one probe of a check takes of a whole core. */
export const probeCpuMs = (check: Check): Milliseconds =>
  speaksTls(check) ? PROBE_CPU_MS.tls : PROBE_CPU_MS.plain;

/** The part of a core that a function with so much memory has. */
export const coreShare = (memoryMb: number): number => Math.min(1, memoryMb / WHOLE_CORE_MB);
