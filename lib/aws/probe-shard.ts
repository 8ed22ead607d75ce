import { isDueAt, type ShardTick } from '../core/dispatch.ts';
import { isSlowAt } from '../core/incident/lane.ts';
import { retireChecks } from '../core/incident/retire.ts';
import { isAlarmCheck } from './alarm-check.ts';
import type { PlanFolder } from './plan-folder.ts';
import { probeTick, type TickPorts } from './probe-tick.ts';

/** What probing a shard needs of the world. */
export interface ShardPorts extends TickPorts {
  readonly plan: Pick<PlanFolder, 'checksIn'>;
}

/** The fast lane: probes the checks of a shard that are due, but for those that hang, which the slow lane probes. */
export const probeShard = async (
  shardTick: ShardTick,
  ports: ShardPorts,
  signal: AbortSignal,
): Promise<void> => {
  const { range, tick } = shardTick;
  const checks = await ports.plan.checksIn(range);
  const due = checks.filter((check) => isDueAt(shardTick, check.intervalMs));
  if (due.length === 0) return;
  const known = await ports.monitor.store.unhealthy(range);
  const states = new Map(known.map((state) => [state.checkName, state]));
  const names = new Set(checks.map(({ name }) => name));
  const gone = known.filter(({ checkName }) => !names.has(checkName) && !isAlarmCheck(checkName));
  await retireChecks(gone, ports.monitor.clock.now(), ports.monitor.store);
  const fast = due.filter(({ name }) => !isSlowAt(states.get(name)?.lane, tick));
  await probeTick({ tick, checks: fast, states }, ports, signal);
};
