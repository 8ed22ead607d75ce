import type { ShardTick, SlowMinute } from '../core/dispatch.ts';
import type { EpochMs } from '../core/time.ts';
import type { QueueMessage } from './queue-sender.ts';

/** What the probe function is called for: a tick of a shard in the fast lane, or a minute of the slow one. */
export type ProbeMessage = ShardTick | SlowMinute;

const dueAt = (message: ProbeMessage): EpochMs => ('tick' in message ? message.tick : message.minute);

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
  const { range, tick, minute } = JSON.parse(body) as Partial<ShardTick & SlowMinute>;
  if (typeof range?.from === 'number' && typeof range.to === 'number') {
    if (typeof tick === 'number') return { range, tick };
    if (typeof minute === 'number') return { range, minute };
  }
  throw new Error(`not a tick of a shard, nor a slow minute: ${body.slice(0, 200)}`);
};
