import type { Clock } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import type { TracedRequest } from './find-requests.ts';
import type { SentRequest } from './send-requests.ts';

/** Where and when one looks. */
export interface TraceOptions {
  readonly find: (wanted: readonly SentRequest[]) => Promise<readonly TracedRequest[]>;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Before each look: logs arrive late. */
  readonly waitsMs: readonly Milliseconds[];
}

/** Looks for requests until all of them are found, or there was the last look. */
export const traceRequests = async (
  sent: readonly SentRequest[],
  { find, clock, waitsMs }: TraceOptions,
): Promise<readonly TracedRequest[]> => {
  const traced = new Map<string, TracedRequest>();
  for (const waitMs of waitsMs) {
    const wanted = sent.filter(({ checkName, problem }) => {
      const isFound = (traced.get(checkName)?.foundIn.length ?? 0) > 0;
      return !isFound && !(problem !== undefined && traced.has(checkName));
    });
    if (wanted.length === 0) break;
    await clock.sleep(waitMs);
    for (const each of await find(wanted)) traced.set(each.checkName, each);
  }
  return sent.flatMap(({ checkName }) => traced.get(checkName) ?? []);
};
