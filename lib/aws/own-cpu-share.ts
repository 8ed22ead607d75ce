import { coreShare } from '../core/cost/probe-cpu.ts';
import { FUNCTION_MEMORY_MB } from '../core/cost/stack-shape.ts';

/** The part of a core that this function has: Lambda says how much memory it gives, and the core goes with it. */
export const ownCpuShare = (): number =>
  coreShare(Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? FUNCTION_MEMORY_MB.probe));
