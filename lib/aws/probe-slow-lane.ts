import type { Check } from '../core/check.ts';
import { shardOf } from '../core/config/plan.ts';
import { ticksIn, type SlowMinute } from '../core/dispatch.ts';
import { isSlowAt } from '../core/incident/lane.ts';
import type { CheckState } from '../core/incident/incident.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import type { PlanFolder } from './plan-folder.ts';
import { MAX_SOCKETS, probeTick, type TickPorts } from './probe-tick.ts';

/** What the slow lane needs of the world. */
export interface SlowLanePorts extends TickPorts {
  readonly plan: Pick<PlanFolder, 'check' | 'schedule'>;
  /** Sends parts of the lane to functions of their own. */
  readonly enqueue: (parts: readonly SlowMinute[], now: EpochMs) => Promise<void>;
}

const MINUTE_MS: Milliseconds = 60_000;

/**
 * The slow lane: probes the checks that hang, of all shards, each at its own ticks of one minute, so that one function waits for
 * them in place of all. No check holds more than one socket; where more of them hang than a function has sockets, the
 * minute is divided.
 */
export const probeSlowLane = async (
  slow: SlowMinute,
  ports: SlowLanePorts,
  signal: AbortSignal,
): Promise<void> => {
  const { store, clock } = ports.monitor;
  const known = await store.hanging(slow.range);
  const hanging = known.filter((state) => isIn(slow.minute, state));
  if (hanging.length > MAX_SOCKETS) return ports.enqueue(divided(slow, hanging.length), clock.now());
  const states = new Map(hanging.map((state) => [state.checkName, state]));
  const due = await dueIn(slow.minute, hanging, ports.plan);
  await Promise.all(
    [...due].map(async ([tick, checks]) => {
      await clock.sleep(Math.max(0, tick - clock.now()), signal);
      const after = await probeTick({ tick, checks, states }, ports, signal);
      for (const [name, state] of after) {
        if (state) states.set(name, state);
        else states.delete(name);
      }
    }),
  );
};

const isIn = (minute: EpochMs, { lane }: CheckState): boolean =>
  lane !== undefined && lane.slowFrom < minute + MINUTE_MS && (lane.fastFrom ?? Infinity) > minute;

/** Equal parts, a power of two, that hold what fits; hashes are spread evenly enough, and a part may divide itself again. */
const divided = ({ range, minute }: SlowMinute, count: number): readonly SlowMinute[] => {
  const parts = 2 ** Math.ceil(Math.log2(count / MAX_SOCKETS));
  const width = (range.to - range.from) / parts;
  return Array.from({ length: parts }, (_, index) => ({
    minute,
    range: { from: range.from + index * width, to: range.from + (index + 1) * width },
  }));
};

/** The checks by the moments at which they are due; one that left the config is due no more. */
const dueIn = async (
  minute: EpochMs,
  states: readonly CheckState[],
  plan: SlowLanePorts['plan'],
): Promise<ReadonlyMap<EpochMs, readonly Check[]>> => {
  const { shards } = await plan.schedule();
  const due = new Map<EpochMs, Check[]>();
  for (const { checkName, lane } of states) {
    const check = await plan.check(checkName);
    if (!check) continue;
    const window = { from: minute, to: minute + MINUTE_MS };
    for (const tick of ticksIn(shardOf(checkName, shards), check.intervalMs, window))
      if (isSlowAt(lane, tick)) due.set(tick, [...(due.get(tick) ?? []), check]);
  }
  return due;
};
