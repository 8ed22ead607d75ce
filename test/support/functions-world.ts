import { dispatchMinute } from '../../lib/aws/dispatch-minute.ts';
import type { PlanFolder } from '../../lib/aws/plan-folder.ts';
import { probeShard } from '../../lib/aws/probe-shard.ts';
import { workMessage } from '../../lib/aws/work-message.ts';
import { NOTIFIERS } from '../../lib/catalog.ts';
import type { Config } from '../../lib/core/config/config.ts';
import { inRange, rangesOf } from '../../lib/core/config/plan.ts';
import { shardTicks, type ShardTick } from '../../lib/core/dispatch.ts';
import type { Diagnosis } from '../../lib/core/diagnosis/diagnosis.ts';
import type { Clock, DueStep, EventBus, Sender, StateStore, StepQueue } from '../../lib/core/ports.ts';
import type { Verdict } from '../../lib/core/probe/result.ts';
import { http } from '../../lib/probers/http.ts';
import { diagnosis } from './notification.ts';
import { fakeClock } from './probe-check.ts';
import { probeResult } from './probe-result.ts';

export const MINUTE_MS = 60_000;
const START = Math.floor(1_700_000_000_000 / MINUTE_MS) * MINUTE_MS;

/** One invocation of a function, as a test may disturb it. */
export interface Process {
  /** Every effect on the world goes through here; what it is for is said first: `commit`, `send https://…`. */
  readonly effect: <Value>(what: string, run: () => Promise<Value>) => Promise<Value>;
  /** Whether it ended as the test wanted it. */
  readonly excuses: (error: unknown) => boolean;
  /** How far its clock is from that of the world. @default 0 */
  readonly skewMs?: number;
}

/** A process that nothing disturbs. */
export const undisturbed: Process = { effect: (_, run) => run(), excuses: () => false };

/** How the world is. */
export interface WorldOptions {
  readonly config: Config;
  readonly store: StateStore;
  /** @default undisturbed */
  readonly begin?: () => Process;
  /** Whether the check is in the config, in a minute. @default true */
  readonly isListed?: (minute: number, checkName: string) => boolean;
  readonly verdict: (minute: number, checkName: string) => Verdict;
  /** How many shards the plan has in a minute. @default 1 */
  readonly shards?: (minute: number) => number;
  /** How often, and how late, SQS delivers a message. @default 1, 0 */
  readonly deliveries?: number;
  readonly lateMs?: number;
  readonly diagnose?: () => Promise<Diagnosis>;
}

interface Message {
  readonly due: DueStep;
  readonly at: number;
}

/** What a process reaches the world by. */
interface Ports {
  readonly plan: PlanFolder;
  readonly clock: Clock;
  readonly queue: StepQueue;
  readonly bus: EventBus;
  readonly sender: Sender;
  readonly store: StateStore;
}

/** The functions of the stack, and what outlives them: a store, the queue of messages, the channels and the bus. */
export class FunctionsWorld {
  readonly clock: Clock & { advance(ms: number): void } = fakeClock(START);
  /** What channels and bus heard, in order: `opened https://…`, `Incident Opened`. */
  readonly told: string[] = [];
  /** Every incident that was opened. */
  readonly incidentIds = new Set<string>();
  /** Probes that were not made, as the metric counts them. */
  missed = 0;
  #minute = 0;
  #messages: Message[] = [];
  readonly #options: WorldOptions;
  readonly #store: StateStore;
  readonly #plan: PlanFolder;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { checks, ...settings } = options.config;
    const byName = new Map(checks.map((check) => [check.name, check]));
    this.#plan = {
      settings: async () => settings,
      hash: async () => 'the plan of the test',
      schedule: async () => ({ shards: 1, intervalsMs: [MINUTE_MS] }),
      checksIn: async (range) => checks.filter(({ name }) => inRange(name, range) && this.#isListed(name)),
      check: async (name) => (this.#isListed(name) ? byName.get(name) : undefined),
    };
    this.#store = {
      ...options.store,
      commit: (change) => {
        if (change.incident?.kind === 'opened') this.incidentIds.add(change.incident.incident.id);
        return options.store.commit(change);
      },
    };
  }

  /** Minute after minute: a tick of every shard, a sweep, the messages that are due. */
  async run(minutes: number, parts = 6): Promise<void> {
    const { shards = () => 1 } = this.#options;
    for (let end = this.#minute + minutes; this.#minute < end; this.#minute++) {
      const minute = START + this.#minute * MINUTE_MS;
      const ticks = shardTicks(rangesOf(shards(this.#minute)), [MINUTE_MS], {
        from: minute,
        to: minute + MINUTE_MS,
      });
      for (let part = 0; part < parts; part++) {
        const from = minute + (part * MINUTE_MS) / parts;
        const until = from + MINUTE_MS / parts;
        for (const each of ticks) if (each.tick >= from && each.tick < until) await this.#tick(each);
        if (part === 0)
          await this.#invoke((ports) =>
            dispatchMinute(minute, { ...ports, steps: ports.queue, enqueue: async () => undefined }),
          );
        this.#moveTo(until);
        await this.#workOff();
      }
    }
  }

  #isListed(name: string): boolean {
    return this.#options.isListed?.(this.#minute, name) ?? true;
  }

  #moveTo(time: number): void {
    this.clock.advance(time - this.clock.now());
  }

  async #tick(shardTick: ShardTick): Promise<void> {
    const { deliveries = 1, lateMs = 0 } = this.#options;
    this.#moveTo(shardTick.tick + lateMs);
    for (let times = 0; times < deliveries; times++) await this.#probe(shardTick);
    this.#moveTo(shardTick.tick);
  }

  #probe(shardTick: ShardTick): Promise<void> {
    const { verdict } = this.#options;
    const minute = this.#minute;
    return this.#invoke((ports) =>
      probeShard(
        shardTick,
        {
          ...ports,
          // Its clock adds up what is slept at the same time, so nobody may wait for a turn.
          cpuShare: Infinity,
          countedTogether: 'fleet',
          loadProber: async () => http,
          monitor: ports,
          probeHere: async ({ name }) =>
            probeResult({ checkName: name, tick: shardTick.tick, verdict: verdict(minute, name) }),
          askLocation: async () => new Map(),
          metrics: {
            put: async (data) => {
              for (const { name, counts } of data)
                if (name === 'MissedProbes') this.missed += counts.reduce((sum, count) => sum + count, 0);
            },
          },
          results: { record: async () => undefined },
        },
        new AbortController().signal,
      ),
    );
  }

  async #workOff(): Promise<void> {
    const now = this.clock.now();
    const ready = this.#messages.filter(({ at }) => at <= now);
    this.#messages = this.#messages.filter(({ at }) => at > now);
    for (const { due } of ready) await this.#invoke((ports) => this.#work(due, ports));
  }

  #work(due: DueStep, ports: Ports): Promise<void> {
    const { diagnose = async () => diagnosis() } = this.#options;
    return workMessage(
      due,
      {
        ...ports,
        secrets: { resolve: async () => '' },
        loadNotifier: async (type) => NOTIFIERS[type]!(),
        steps: ports.queue,
        diagnose: async (incident) => {
          await ports.store.recur('f', incident.id, incident.openedAt);
          return diagnose();
        },
      },
      new AbortController().signal,
    );
  }

  #ports({ effect, skewMs = 0 }: Process): Ports {
    const { deliveries = 1, lateMs = 0 } = this.#options;
    const tell = (address: string, what: string) =>
      effect(`send ${address}`, async () => void this.told.push(what));
    const wake = async (due: DueStep, delayMs: number): Promise<void> => {
      const message = { due, at: this.clock.now() + delayMs + lateMs };
      this.#messages.push(...Array.from({ length: deliveries }, () => message));
    };
    const { clock } = this;
    return {
      plan: this.#plan,
      // Who sleeps takes none of the world's time: many sleep at once, and some belong to a process that died.
      clock: { ...clock, now: () => clock.now() + skewMs, sleep: async () => undefined },
      queue: { wake: (due, delayMs) => effect('wake', () => wake(due, delayMs)) },
      bus: { publish: ({ type }) => tell('the bus', type) },
      sender: {
        send: async (request) => {
          if (request.transport !== 'http') throw new Error('only webhooks are configured');
          const { kind } = JSON.parse(request.body) as { readonly kind: string };
          await tell(request.url, `${kind} ${request.url}`);
        },
      },
      store: disturbed(this.#store, effect),
    };
  }

  async #invoke(run: (ports: Ports) => Promise<unknown>): Promise<void> {
    const process = (this.#options.begin ?? (() => undisturbed))();
    try {
      await run(this.#ports(process));
    } catch (error) {
      if (!process.excuses(error)) throw error;
    }
  }
}

const disturbed = (store: StateStore, effect: Process['effect']): StateStore => ({
  ...store,
  commit: (change) => effect('commit', () => store.commit(change)),
  takeStep: (...args) => effect('takeStep', () => store.takeStep(...args)),
  finishStep: (...args) => effect('finishStep', () => store.finishStep(...args)),
  recur: (...args) => effect('recur', () => store.recur(...args)),
  claim: (...args) => effect('claim', () => store.claim(...args)),
});
