import type { Clock, LogQuery } from '../../core/ports.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { FoundEvents } from './filter-events.ts';

/** A part of a log group that was read, or is being read. */
export interface Stretch {
  readonly group: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly readAt: EpochMs;
  readonly found: Promise<FoundEvents>;
}

/** From this age on, no line of a stretch is under way to CloudWatch, and reading it again brings nothing new. */
const LAG_MS: Milliseconds = 60_000;

/** Incidents that begin together look together. */
const SAME_LOOK_MS: Milliseconds = 1_000;

/** So much text stays in memory. */
const MAX_BYTES = 48 * 1024 ** 2;

/** And so many stretches, most of which are small. */
const MAX_STRETCHES = 1_000;

interface Kept extends Stretch {
  /** Of the text found; undefined while the read is under way. */
  bytes?: number;
}

/** What was read last; the oldest is forgotten first, and what failed at once. */
export const keptStretches = (clock: Clock) => {
  let kept: readonly Kept[] = [];
  const forgetOldest = (): void => {
    let held = kept.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    while (held > MAX_BYTES || kept.length > MAX_STRETCHES) {
      held -= kept[0]?.bytes ?? 0;
      kept = kept.slice(1);
    }
  };
  const isFresh = ({ readAt, bytes }: Kept, to: EpochMs): boolean =>
    bytes === undefined || clock.now() - readAt <= SAME_LOOK_MS || readAt >= to + LAG_MS;
  return {
    add: async (stretch: Stretch): Promise<void> => {
      const added: Kept = { ...stretch };
      kept = [...kept, added];
      try {
        const { events } = await stretch.found;
        added.bytes = events.reduce((sum, { message = '' }) => sum + message.length, 0);
        forgetOldest();
      } catch {
        kept = kept.filter((each) => each !== added);
      }
    },
    /** The one that holds all that a query would find now. */
    holding: (group: string, { from, to }: LogQuery): Stretch | undefined =>
      kept.findLast(
        (each) => each.group === group && each.from <= from && to <= each.to && isFresh(each, to),
      ),
  };
};
