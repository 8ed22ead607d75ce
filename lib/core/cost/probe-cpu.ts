import type { Check } from '../check.ts';
import type { Milliseconds } from '../time.ts';
import { PROBE_CPU_MS, RESUMED_SHARE, WHOLE_CORE_MB } from './model.ts';
import { speaksTls } from '../probe/speaks-tls.ts';

/** What one probe of a check takes of a whole core. */
export const probeCpuMs = (check: Check): Milliseconds => {
  if (!speaksTls(check)) return PROBE_CPU_MS.plain;
  return resumes(check) ? PROBE_CPU_MS.tls * RESUMED_SHARE : PROBE_CPU_MS.tls;
};

/** Each environment keeps its sessions for hours, so that nearly all probes find one. */
const resumes = ({ target }: Check): boolean =>
  (target as { readonly tls?: { readonly resume?: unknown } } | undefined)?.tls?.resume === true;

/** The part of a core that a function with so much memory has. */
export const coreShare = (memoryMb: number): number => Math.min(1, memoryMb / WHOLE_CORE_MB);
