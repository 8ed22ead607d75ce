import type { ShardTick, SlowTicks } from '../core/dispatch.ts';
import type { EpochMs } from '../core/time.ts';
import type { QueueMessage } from './queue-sender.ts';

/** What the probe function is called for: a tick of a shard in the fast lane, or ticks of the slow one. */
export type ProbeMessage = ShardTick | SlowTicks;

const dueAt = (message: ProbeMessage): EpochMs => ('tick' in message ? message.tick : message.from);

/** Sends messages so that each becomes visible when it is due; throws when the queue did not take one of them. */
export const enqueueProbes = async (
  send: (message: QueueMessage) => Promise<void>,
  messages: readonly ProbeMessage[],
  now: EpochMs,
): Promise<void> => {
  const sent = await Promise.allSettled(
    messages.map((message) =>
      send({
        body: JSON.stringify(message),
        delaySeconds: Math.max(0, Math.ceil((dueAt(message) - now) / 1000)),
      }),
    ),
  );
  const refused = sent.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (refused.length > 0)
    throw new Error(
      `${refused.length} of ${messages.length} messages did not reach the probe queue: ${String(refused[0])}`,
    );
};

/** What a message says. */
export const probeMessageOf = (body: string): ProbeMessage => {
  const { range, tick, from, to } = JSON.parse(body) as Partial<ShardTick & SlowTicks>;
  if (typeof range?.from === 'number' && typeof range.to === 'number') {
    if (typeof tick === 'number') return { range, tick };
    if (typeof from === 'number' && typeof to === 'number') return { range, from, to };
  }
  throw new Error(`not a tick of a shard, nor ticks of the slow lane: ${body.slice(0, 200)}`);
};
