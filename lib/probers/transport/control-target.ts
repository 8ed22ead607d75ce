import type { AttemptContext } from '../../core/probe/contract.ts';
import { openConnection } from './open-connection.ts';
import { startTrace } from './trace.ts';

/** A control target is close and always there: it answers at once or not at all. */
const TIMEOUT_MS = 3_000;

/** Whether something accepts connections at `host:port`: the negative control of all checks. */
export const controlAnswers = async (
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> => {
  const trace = await startTrace({ ...CONTEXT, signal });
  const socket = await openConnection({ host, port, ipVersion: 'auto' }, trace);
  trace.finish();
  if (socket.ok) socket.value.destroy();
  return socket.ok;
};

/** It sends nothing, so it needs no identity. */
const CONTEXT: Omit<AttemptContext, 'signal'> = {
  id: { requestId: '', traceparent: '', amznTraceId: '' },
  timeoutMs: TIMEOUT_MS,
  reach: 'private',
  fill: async (text) => text,
  embedded: true,
  redact: (text) => text,
};
