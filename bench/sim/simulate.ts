import { hashOf } from '../../lib/core/config/plan.ts';
import { shardScheduleOf } from '../../lib/core/config/shard-schedule.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';
import { estimatedChoices, type EstimatedChoice } from './estimated-choices.ts';
import { checkIndex, fleetConfig, planOnDisk } from './fleet.ts';
import { AT_ONCE, isWithin, LOST, RULES, type Mode } from './modes.ts';
import { oracle } from './oracle.ts';
import { outagesOf, seeded, type Outage } from './outages.ts';
import type { Meets } from './targets.ts';
import { snapshot, type Usage } from './usage.ts';
import { virtualTime } from './virtual-time.ts';
import { simWorld, type World } from './world.ts';

/** What is simulated. */
export interface SimOptions {
  readonly mode: Mode;
  readonly checks: number;
  readonly minutes: number;
  /** The share of targets that speak TLS. */
  readonly tls: number;
  /** As the config writes it. */
  readonly interval: string;
  readonly metrics: string;
  /** The share of checks that fail at any time, and for how long on the average. */
  readonly failing: number;
  readonly outageHours: number;
  /** One in so many shards is simulated; the slow lane and the sweep are whole. */
  readonly oneShardIn: number;
  /** Of AWS, for what CloudWatch Logs allows there. */
  readonly region: string;
}

/** What came of it. */
export interface Outcome {
  readonly options: SimOptions;
  readonly shards: number;
  readonly usage: Usage;
  readonly seconds: number;
  readonly findings: Findings;
  readonly choices: readonly EstimatedChoice[];
}

/** What must be right. */
export interface Findings {
  readonly probes: number;
  readonly repeated: number;
  readonly missed: number;
  /** Metrics say so many probes were missed; of those, of a location that was away. */
  readonly saidMissed: number;
  readonly probesCounted: number;
  readonly incidents: number;
  readonly lost: number;
  readonly duplicate: number;
  /** Steps that are neither done nor planned for later. */
  readonly unfinished: number;
  readonly parked: number;
  readonly undiagnosed: number;
  /** Messages to people, by kind. */
  readonly told: Readonly<Record<string, number>>;
  /** Pages of an outage that hit many checks at once. */
  readonly pages: number;
  /** From the outage of many checks to the last message of an opening, and to the last diagnosis. */
  readonly toldAfterMs: Milliseconds;
  readonly diagnosedAfterMs: Milliseconds;
  /** Diagnoses, those that found a cause, and what CloudWatch Logs was asked for them. */
  readonly diagnosed: number;
  readonly explained: number;
  readonly logCalls: number;
  readonly logCallsRefused: number;
  readonly dispatchLongestMs: Milliseconds;
}

const MINUTE_MS: Milliseconds = 60_000;

const START: EpochMs = Date.UTC(2026, 0, 5);

/** The first incidents of a fleet that was broken before it was watched are no part of its bill. */
const WARM_UP_MINUTES = 8;

/** After the last tick, for what is still under way; the diagnoses of a flood take turns. */
const DRAIN_MINUTES = { usual: 15, flood: 6 * 60 } as const;

/** Every check fails once at some time, and passes at the second attempt. */
const FLAKY_ONE_IN = 2_000;

/** Runs a fleet for a time, with the product's own code on virtual time, and looks whether all that must be right is. */
export const simulate = async (options: SimOptions): Promise<Outcome> => {
  const began = performance.now();
  const rules = RULES[options.mode];
  const time = virtualTime(START);
  const random = seeded(7);
  const atOnce = Math.min(rules.atOnce?.checks ?? 0, Math.floor(options.checks / 2));
  const config = fleetConfig({
    ...options,
    locations: rules.locations,
    componentOf: (index) => (rules.atOnce?.share && index < atOnce ? 'shared-db' : `db-${index}`),
  });
  const { shards } = shardScheduleOf(config);
  const measuredFrom = START + WARM_UP_MINUTES * MINUTE_MS;
  const end = measuredFrom + options.minutes * MINUTE_MS;
  const deployedAt = rules.isDeployed ? measuredFrom + (options.minutes / 2) * MINUTE_MS : Infinity;
  using files = planOnDisk(config);
  const before = files.open();
  const after = { ...before, schedule: async () => ({ ...(await before.schedule()), shards: shards * 2 }) };
  const judge = oracle(options.checks, {
    intervalMs: config.checks[0]!.intervalMs,
    start: START + MINUTE_MS,
  });
  const isWatched = (index: number): boolean =>
    Math.floor(hashOf(`check-${index}`) * shards) % options.oneShardIn === 0;
  const world = simWorld({
    time,
    random,
    config,
    plan: () => (time.clock.now() < deployedAt ? before : after),
    meets: faultsOf(options, { end, atOnce, measuredFrom }),
    oracle: judge,
    region: options.region,
    groupOf: groupsOf(rules.perLogGroup),
    // What was broken before it was watched is no flood of incidents that a bill should know.
    diagnosedFrom: measuredFrom,
    twice: rules.isTwice,
    isLost: (_location, now) => isWithin(now, measuredFrom, LOST),
    isSent: (message) =>
      'tick' in message
        ? message.tick < end &&
          (options.oneShardIn === 1 || Math.round(message.range.from * shards) % options.oneShardIn === 0)
        : message.from < end,
  });

  scheduleDispatch(world, { time, random, isLate: rules.isLate, end: end + DRAIN_MINUTES.flood * MINUTE_MS });
  await time.runUntil(measuredFrom);
  const usage = snapshot(world);
  await time.runUntil(end);
  const used = usage();
  const outbreak = measuredFrom + AT_ONCE.afterMs;
  await drain(world, {
    time,
    until: end + (rules.atOnce ? DRAIN_MINUTES.flood : DRAIN_MINUTES.usual) * MINUTE_MS,
  });
  return {
    options,
    shards,
    choices: estimatedChoices(config),
    usage: used,
    seconds: (performance.now() - began) / 1_000,
    findings: findingsOf(world, judge, { end, isWatched, atOnce, outbreak, now: time.clock.now() }),
  };
};

/** `db-17` logs to a group of its own, or to one that it shares with its neighbours. */
const groupsOf =
  (perLogGroup = 1) =>
  (component: string): string =>
    perLogGroup === 1
      ? component
      : `group-${Math.floor(Number(component.slice('db-'.length)) / perLogGroup)}`;

/** What wakes somebody up; what follows on it, and the end, do not. */
const PAGES: ReadonlySet<string> = new Set(['opened', 'reopened', 'grown']);

interface Dispatching {
  readonly time: ReturnType<typeof virtualTime>;
  readonly random: () => number;
  readonly isLate: boolean;
  readonly end: EpochMs;
}

const scheduleDispatch = (world: World, { time, random, isLate, end }: Dispatching): void => {
  const minuteFrom = (minute: EpochMs): void => {
    if (minute >= end) return;
    const calls = isLate && random() < 0.1 ? 2 : 1;
    for (let call = 0; call < calls; call++)
      time.at(minute + (isLate ? random() * 59_000 : 800), () => void world.dispatch(minute));
    time.at(minute + MINUTE_MS, () => minuteFrom(minute + MINUTE_MS));
  };
  minuteFrom(START);
};

interface Faults {
  readonly end: EpochMs;
  readonly atOnce: number;
  readonly measuredFrom: EpochMs;
}

const faultsOf = (
  options: SimOptions,
  { end, atOnce, measuredFrom }: Faults,
): ((name: string, tick: EpochMs) => Meets) => {
  const outages: (readonly Outage[])[] = Array.from({ length: options.checks }, (_, index) =>
    index < atOnce
      ? [
          {
            from: measuredFrom + AT_ONCE.afterMs,
            to: measuredFrom + AT_ONCE.afterMs + AT_ONCE.lastsMs,
            fault: 'error',
          },
        ]
      : outagesOf(index, {
          start: START,
          end,
          failing: options.failing,
          meanMs: options.outageHours * 3_600_000,
          hanging: RULES[options.mode].hanging,
        }),
  );
  return (name, tick) => {
    const index = checkIndex(name);
    const outage = outages[index]!.find(({ from, to }) => from <= tick && tick < to);
    if (outage) return outage.fault;
    return (Math.floor(tick / MINUTE_MS) + index * 7) % FLAKY_ONE_IN === 0 ? 'flaky' : undefined;
  };
};

const incidentsIn = (world: World): readonly Incident[] =>
  world.table
    .items()
    .filter((item) => item['sk']?.S === 'INCIDENT')
    .map((item) => JSON.parse(item['data']?.S ?? '{}') as Incident);

const owes = (incidents: readonly Incident[], kind: string): boolean =>
  incidents.some(({ steps }) => steps.some((step) => step.kind === kind && step.status === 'pending'));

/** Goes on without new ticks until nothing is owed any more, or for as long as is allowed. */
const drain = async (
  world: World,
  { time, until }: { readonly time: ReturnType<typeof virtualTime>; readonly until: EpochMs },
): Promise<void> => {
  while (time.clock.now() < until) {
    await time.runUntil(Math.min(until, time.clock.now() + 5 * MINUTE_MS));
    const incidents = incidentsIn(world);
    if (!owes(incidents, 'diagnose') && !owes(incidents, 'notify')) break;
  }
};

interface Looking {
  readonly end: EpochMs;
  readonly isWatched: (index: number) => boolean;
  readonly atOnce: number;
  readonly outbreak: EpochMs;
  readonly now: EpochMs;
}

const findingsOf = (
  world: World,
  judge: ReturnType<typeof oracle>,
  { end, isWatched, atOnce, outbreak, now }: Looking,
): Findings => {
  const incidents = incidentsIn(world);
  const byCheck = Map.groupBy(incidents, ({ checkName }) => checkIndex(checkName));
  const indexes = new Set([...byCheck.keys(), ...judge.histories.keys()]);
  let [lost, duplicate] = [0, 0];
  for (const index of indexes) {
    const found = byCheck.get(index) ?? [];
    const expected = judge.histories.get(index);
    const has = found.reduce((sum, { reopenings }) => sum + 1 + reopenings, 0);
    const should = (expected?.incidents ?? 0) + (expected?.reopenings ?? 0);
    lost += Math.max(0, should - has);
    duplicate += Math.max(0, has - should);
    const isOpen = found.some(({ status }) => status === 'open');
    if (isOpen !== (expected?.open !== undefined)) lost += 1;
  }
  const steps = incidents.flatMap((incident) => incident.steps);
  const { messages, diagnosed } = world.heard;
  const pages = messages.filter(({ kind }) => PAGES.has(kind));
  const ofOutbreak = pages.filter(({ check }) => check < atOnce);
  return {
    probes: judge.seen.probes,
    repeated: judge.seen.repeated,
    missed: judge.seen.missed + judge.missedAtEnd(end, isWatched),
    saidMissed: world.logs.use.missedCounted,
    probesCounted: world.logs.use.probesCounted,
    incidents: incidents.length,
    lost,
    duplicate,
    unfinished: steps.filter(({ status, dueAt }) => status === 'pending' && dueAt <= now - MINUTE_MS).length,
    parked: steps.filter(({ status }) => status === 'parked').length,
    undiagnosed: incidents.filter(({ parent, diagnosis }) => parent === undefined && diagnosis === undefined)
      .length,
    told: Object.fromEntries(
      [...Map.groupBy(messages, ({ kind }) => kind)].map(([kind, all]) => [kind, all.length]),
    ),
    pages: ofOutbreak.length,
    toldAfterMs: Math.max(0, ...ofOutbreak.map(({ at }) => at - outbreak)),
    diagnosedAfterMs: Math.max(
      0,
      ...diagnosed.filter(({ check }) => check < atOnce).map(({ at }) => at - outbreak),
    ),
    explained: diagnosed.filter(({ cause }) => cause !== undefined).length,
    diagnosed: diagnosed.length,
    logCalls: world.logGroups.use.calls,
    logCallsRefused: world.logGroups.use.throttled,
    dispatchLongestMs: world.functions.dispatch.use.longestMs,
  };
};
