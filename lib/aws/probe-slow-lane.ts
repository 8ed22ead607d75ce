import type { Check } from '../core/check.ts';
import { shardOf } from '../core/config/plan.ts';
import { ticksIn, type SlowTicks, type Span } from '../core/dispatch.ts';
import { isSlowAt } from '../core/incident/lane.ts';
import type { CheckState } from '../core/incident/incident.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import type { AskLocation } from './location-probers.ts';
import type { PlanFolder } from './plan-folder.ts';
import { MAX_SOCKETS, probeTick, type TickPorts } from './probe-tick.ts';

/** What the slow lane needs of the world. */
export interface SlowLanePorts extends TickPorts {
  readonly plan: Pick<PlanFolder, 'check' | 'schedule'>;
  /** Sends parts of the lane to functions of their own. */
  readonly enqueue: (parts: readonly SlowTicks[], now: EpochMs) => Promise<void>;
}

/** A function that sleeps longer than a target hangs costs more than one that is called again. */
const LONGEST_SLEEP_MS: Milliseconds = 10_000;

/**
 * The slow lane: probes the checks that hang, of all shards, each at its own ticks, so that one function waits for them in
 * place of all. No check holds more than one socket: where more of them hang than a function has sockets, they are
 * divided; where there is little to do, each part of the time is a message of its own, and nobody sleeps in between.
 */
export const probeSlowLane = async (
  slow: SlowTicks,
  ports: SlowLanePorts,
  signal: AbortSignal,
): Promise<void> => {
  const { store, clock } = ports.monitor;
  const known = await store.hanging(slow.range);
  const hanging = known.filter((state) => isIn(slow, state));
  if (hanging.length > MAX_SOCKETS) return ports.enqueue(divided(slow, hanging.length), clock.now());
  const due = await dueIn(slow, hanging, ports.plan);
  const [first, ...others] = busySpans([...due.keys()]);
  if (first && (others.length > 0 || first.from - clock.now() > LONGEST_SLEEP_MS))
    return ports.enqueue(
      [first, ...others].map((span) => ({ range: slow.range, ...span })),
      clock.now(),
    );
  await probeDue(due, new Map(hanging.map((state) => [state.checkName, state])), { ports, signal });
};

const isIn = ({ from, to }: Span, { lane }: CheckState): boolean =>
  lane !== undefined && lane.slowFrom < to && (lane.fastFrom ?? Infinity) > from;

/** Equal parts, a power of two, that hold what fits; hashes are spread evenly enough, and a part may divide itself again. */
const divided = ({ range, from, to }: SlowTicks, count: number): readonly SlowTicks[] => {
  const parts = 2 ** Math.ceil(Math.log2(count / MAX_SOCKETS));
  const width = (range.to - range.from) / parts;
  return Array.from({ length: parts }, (_, index) => ({
    range: { from: range.from + index * width, to: range.from + (index + 1) * width },
    from,
    to,
  }));
};

/** The moments, brought together where the next one comes soon. */
const busySpans = (moments: readonly EpochMs[]): readonly Span[] => {
  const spans: { from: EpochMs; to: EpochMs }[] = [];
  for (const moment of moments.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && moment - last.to <= LONGEST_SLEEP_MS) last.to = moment + 1;
    else spans.push({ from: moment, to: moment + 1 });
  }
  return spans;
};

/** The checks by the moments at which they are due; one that left the config is due no more. */
const dueIn = async (
  span: Span,
  states: readonly CheckState[],
  plan: SlowLanePorts['plan'],
): Promise<ReadonlyMap<EpochMs, readonly Check[]>> => {
  const { shards } = await plan.schedule();
  const due = new Map<EpochMs, Check[]>();
  for (const { checkName, lane } of states) {
    const check = await plan.check(checkName);
    if (!check) continue;
    for (const tick of ticksIn(shardOf(checkName, shards), check.intervalMs, span))
      if (isSlowAt(lane, tick)) due.set(tick, [...(due.get(tick) ?? []), check]);
  }
  return due;
};

/** What one tick makes of a state, the next tick of the same check starts from. */
const probeDue = async (
  due: ReadonlyMap<EpochMs, readonly Check[]>,
  states: Map<string, CheckState>,
  { ports, signal }: { readonly ports: SlowLanePorts; readonly signal: AbortSignal },
): Promise<void> => {
  const { clock } = ports.monitor;
  const asking = askTogether(due, states, ports.askLocation);
  await Promise.all(
    [...due].map(async ([tick, checks]) => {
      await clock.sleep(Math.max(0, tick - clock.now()), signal);
      const after = await probeTick(
        { tick, checks, states },
        { ...ports, askLocation: asking(tick) },
        signal,
      );
      for (const [name, state] of after) {
        if (state) states.set(name, state);
        else states.delete(name);
      }
    }),
  );
};

/** Ticks that lie no further apart are one call of a location, whose function then waits for all that hangs there. */
const TOGETHER_MS: Milliseconds = 10_000;

/** Asks a location once for the ticks of ten seconds: it is told all at the first of them, and probes each at its moment. */
const askTogether = (
  due: ReadonlyMap<EpochMs, readonly Check[]>,
  states: ReadonlyMap<string, CheckState>,
  ask: AskLocation,
): ((tick: EpochMs) => AskLocation) => {
  const spans: EpochMs[][] = [];
  for (const tick of [...due.keys()].sort((a, b) => a - b)) {
    const span = spans.at(-1);
    if (span && tick - (span[0] ?? tick) < TOGETHER_MS) span.push(tick);
    else spans.push([tick]);
  }
  const answers = new Map<string, ReturnType<AskLocation>>();
  return (tick) =>
    ({ location }) => {
      const span = spans.find((each) => each.includes(tick)) ?? [tick];
      const key = `${span[0]} ${location}`;
      const runs = span.flatMap((each) =>
        (due.get(each) ?? [])
          .filter(({ locations }) => locations.includes(location))
          .map((check) => ({ check, alreadyDown: states.get(check.name)?.severity === 'down', tick: each })),
      );
      const answer = answers.get(key) ?? ask({ location, tick: span[0] ?? tick, runs });
      answers.set(key, answer);
      return answer;
    };
};
