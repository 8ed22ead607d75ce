import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';

import { cloudWatchMetrics } from '../../lib/aws/cloudwatch-metrics.ts';
import { dispatchMinute } from '../../lib/aws/dispatch-minute.ts';
import { dynamoStore } from '../../lib/aws/dynamo/store.ts';
import { eventBridgeBus } from '../../lib/aws/event-bus.ts';
import { callsFor, type AskLocation } from '../../lib/aws/location-probers.ts';
import { parkingStore } from '../../lib/aws/parking-store.ts';
import type { PlanFolder } from '../../lib/aws/plan-folder.ts';
import { enqueueProbes, probeMessageOf, type ProbeMessage } from '../../lib/aws/probe-queue.ts';
import { probeRuns } from '../../lib/aws/probe-runs.ts';
import { probeShard, type ShardPorts } from '../../lib/aws/probe-shard.ts';
import { probeSlowLane, type SlowLanePorts } from '../../lib/aws/probe-slow-lane.ts';
import { queueSender } from '../../lib/aws/queue-sender.ts';
import { resultLog } from '../../lib/aws/result-log.ts';
import { eachMessage } from '../../lib/aws/sqs-batch.ts';
import { dueStepOf, sqsStepQueue } from '../../lib/aws/step-queue.ts';
import { workMessage, type MessagePorts } from '../../lib/aws/work-message.ts';
import { diagnosingWith } from '../../lib/aws/diagnosing.ts';
import { CAUSE_RULES, LOG_FORMATS, NOTIFIERS } from '../../lib/catalog.ts';
import { loadFrom } from '../../lib/aws/load-from.ts';
import { CALL_MS, WHOLE_CORE_MB } from '../../lib/core/cost/model.ts';
import { coreShare } from '../../lib/core/cost/probe-cpu.ts';
import { DIAGNOSING, FUNCTION_MEMORY_MB } from '../../lib/core/cost/stack-shape.ts';
import { probeConcurrencyOf } from '../../lib/core/config/shard-schedule.ts';
import type { Config } from '../../lib/core/config/config.ts';
import type { Diagnosis } from '../../lib/core/diagnosis/diagnosis.ts';
import type { ResultSink, Sender } from '../../lib/core/ports.ts';
import type { Verdict } from '../../lib/core/probe/result.ts';
import type { EpochMs } from '../../lib/core/time.ts';
import { http } from '../../lib/probers/http.ts';
import { checkIndex } from './fleet.ts';
import { simFunction, type Environment } from './lambda.ts';
import { simLogGroups } from './log-groups.ts';
import { simLogs } from './logs.ts';
import { CHANNEL_MS, LOGS } from './measured.ts';
import type { Oracle } from './oracle.ts';
import { simQueues } from './queue.ts';
import { simTable } from './table.ts';
import { simProbing, type Meets, type TargetOptions } from './targets.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What differs between the modes of a simulation. */
export interface WorldOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly config: Config;
  /** As it is now: a deployment changes it. */
  readonly plan: () => PlanFolder;
  readonly meets: (name: string, tick: EpochMs) => Meets;
  readonly oracle: Oracle;
  /** Where logs are read, for what CloudWatch allows there. */
  readonly region: string;
  /** The log group of a component. */
  readonly groupOf: (component: string) => string;
  /** From when on incidents are diagnosed. */
  readonly diagnosedFrom: EpochMs;
  /** Every message comes twice. */
  readonly twice: boolean;
  /** Whether a location does not answer now. */
  readonly isLost: (location: string, now: EpochMs) => boolean;
  /** Which messages of dispatch are sent; a part of the shards stands for all of them in a long run. */
  readonly isSent: (message: ProbeMessage) => boolean;
}

/** What people heard. */
export interface Heard {
  readonly messages: { readonly kind: string; readonly check: number; readonly at: EpochMs }[];
  readonly diagnosed: { readonly check: number; readonly at: EpochMs; readonly cause: string | undefined }[];
  events: number;
}

/** All functions of a stack in memory: the product's own code behind every port, on virtual time. */
export const simWorld = (options: WorldOptions) => {
  const { time, config, twice } = options;
  const { clock } = time;
  const table = simTable(() => clock.now());
  const queues = simQueues(time);
  const logs = simLogs();
  const logGroups = simLogGroups(time, options.region);
  const targets: TargetOptions = {
    time,
    random: options.random,
    meets: ({ name }, tick) => options.meets(name, tick),
    writes: ({ components }, text) => {
      for (const each of components) if ('name' in each) logGroups.write(options.groupOf(each.name), text);
    },
  };
  const heard: Heard = { messages: [], diagnosed: [], events: 0 };
  const store = dynamoStore({ client: table.client, name: 'state' });
  const plan = watchedPlan(options);
  const steps = sqsStepQueue(queues.client, { diagnose: 'diagnose', notify: 'notify' });
  const sendProbe = queueSender({ client: queues.client, url: 'probe' });
  const enqueue = (messages: readonly ProbeMessage[], now: EpochMs) =>
    enqueueProbes(sendProbe, messages, now);
  const bus = eventBridgeBus(countingBus(heard), 'bus');

  const location = simFunction({
    ...functionOf(time, 'prober'),
    make: (environment) => simProbing(environment, targets),
  });
  const cpuShare = coreShare(FUNCTION_MEMORY_MB.prober);
  const askLocation: AskLocation = async ({ location: name, tick, runs }) => {
    if (options.isLost(name, clock.now())) return new Map();
    const calls = callsFor({ location: name, tick, runs, controlTargets: [] });
    const answers = await Promise.all(
      calls.map((request) => location.call((probe) => probeRuns(request, { clock, cpuShare, probe }, NEVER))),
    );
    return new Map(answers.flat().map((result) => [result.checkName, result]));
  };

  const probe = simFunction({
    ...functionOf(time, 'probe'),
    make: (environment): Handler => {
      const ports = portsOf(environment);
      return eachMessage((body, signal) => {
        const message = probeMessageOf(body);
        return 'tick' in message ? probeShard(message, ports, signal) : probeSlowLane(message, ports, signal);
      });
    },
  });

  const portsOf = (environment: Environment): ShardPorts & SlowLanePorts => ({
    plan,
    loadProber: async () => http,
    monitor: { store, clock, queue: steps, bus },
    probeHere: simProbing(environment, targets),
    askLocation,
    metrics: cloudWatchMetrics(logs.cloudwatch as CloudWatchClient, logs.metricLine),
    cpuShare: coreShare(FUNCTION_MEMORY_MB.probe),
    countedTogether: 'fleet',
    results: watchedBy(
      options.oracle,
      resultLog(async () => config.results, logs.resultLine),
    ),
    enqueue,
  });

  const dispatch = simFunction({
    ...functionOf(time, 'dispatch'),
    make: () => (minute: EpochMs) =>
      dispatchMinute(minute, {
        plan,
        store,
        clock,
        steps,
        enqueue: (messages, now) => enqueue(messages.filter(options.isSent), now),
      }),
  });

  const working = (more: Pick<MessagePorts, 'diagnose' | 'sender'>): Handler => {
    const ports: MessagePorts = {
      plan,
      store: parkingStore(store, { client: queues.client, url: 'parked' }),
      clock,
      bus,
      secrets: { resolve: async () => 'secret' },
      loadNotifier: loadFrom(NOTIFIERS, 'notifier'),
      steps,
      ...more,
    };
    return eachMessage((body, signal) => workMessage(dueStepOf(body), ports, signal));
  };
  const diagnose = simFunction({
    ...functionOf(time, 'diagnose'),
    make: (environment) => {
      const look = diagnosingWith({
        clock,
        resolver: logGroups.resolver(options.groupOf),
        store,
        formats: LOG_FORMATS,
        rules: CAUSE_RULES,
      });
      return working({
        diagnose: async (incident, check, signal) => {
          if (clock.now() < options.diagnosedFrom) return UNKNOWN;
          await clock.sleep(environment.wallMs(LOGS.lookCpuMs));
          const diagnosis = await look(incident, check, signal);
          heard.diagnosed.push({
            check: checkIndex(incident.checkName),
            at: clock.now(),
            cause: diagnosis.cause?.id,
          });
          return diagnosis;
        },
        sender: { send: () => Promise.reject(new Error('the diagnose function sends nothing')) },
      });
    },
  });
  const send: Sender['send'] = async (request) => {
    await clock.sleep(CHANNEL_MS);
    const body = 'body' in request ? request.body : '{}';
    const { kind, check } = JSON.parse(body) as { kind: string; check: { name: string } };
    heard.messages.push({ kind, check: checkIndex(check.name), at: clock.now() });
  };
  const notify = simFunction({
    ...functionOf(time, 'notify'),
    make: () =>
      working({
        diagnose: () => Promise.reject(new Error('the notify function diagnoses nothing')),
        sender: { send },
      }),
  });

  const common = { batchSize: 1, twice };
  queues.add({
    ...common,
    url: 'probe',
    maxConcurrency: probeConcurrencyOf(config),
    visibilityMs: 160_000,
    call: (event) => probe.call((handler) => handler(event, CONTEXT)),
  });
  queues.add({
    ...common,
    url: 'diagnose',
    batchSize: DIAGNOSING.perCall,
    maxConcurrency: DIAGNOSING.functions,
    visibilityMs: 1_020_000,
    call: (event) => diagnose.call((handler) => handler(event, CONTEXT)),
  });
  queues.add({
    ...common,
    url: 'notify',
    batchSize: 5,
    maxConcurrency: 5,
    visibilityMs: 540_000,
    call: (event) => notify.call((handler) => handler(event, CONTEXT)),
  });

  return {
    heard,
    logs,
    logGroups,
    store,
    table,
    queues,
    functions: { dispatch, probe, location, diagnose, notify },
    /** Scheduler's call for a minute. */
    dispatch: (minute: EpochMs) => dispatch.call((handler) => handler(minute)),
  };
};

export type World = ReturnType<typeof simWorld>;

type Handler = ReturnType<typeof eachMessage>;

const NEVER = new AbortController().signal;

/** Time is virtual, so the function's own end never comes. */
const CONTEXT = { getRemainingTimeInMillis: () => 2 ** 31 - 1 };

const functionOf = (time: VirtualTime, name: keyof typeof FUNCTION_MEMORY_MB) => ({
  time,
  memoryMb: FUNCTION_MEMORY_MB[name],
  callCpuMs:
    ((name === 'notify' || name === 'diagnose' ? 20 : CALL_MS[name]) * FUNCTION_MEMORY_MB[name]) /
    WHOLE_CORE_MB,
  checksKept: 100_000,
});

/** The second judge hears each tick's results, as its result lines do; those of one check lie side by side. */
const watchedBy = (oracle: Oracle, sink: ResultSink): ResultSink => ({
  record: async (results) => {
    for (let from = 0, to = 0; from < results.length; from = to) {
      const { checkName, tick } = results[from]!;
      let [now, down, other]: [EpochMs, number, Verdict] = [0, 0, 'up'];
      for (; results[to]?.checkName === checkName; to++) {
        const { verdict, endedAt } = results[to]!;
        now = Math.max(now, endedAt);
        if (verdict === 'down') down += 1;
        if (other === 'up') other = verdict;
      }
      const verdict = down > (to - from) / 2 ? 'down' : down > 0 ? 'flaky' : other;
      oracle.sees(checkIndex(checkName), { tick, now, verdict });
    }
    await sink.record(results);
  },
});

const countingBus = (heard: Heard): EventBridgeClient =>
  ({
    send: async (command: { readonly input: { readonly Entries: readonly unknown[] } }) => {
      heard.events += command.input.Entries.length;
      return { Entries: [] };
    },
  }) as unknown as EventBridgeClient;

/** Of what was broken before it was watched. */
const UNKNOWN: Diagnosis = {
  correlation: null,
  cause: null,
  alternatives: [],
  exception: null,
  snippet: [],
  evidence: [],
  ruledOut: [],
  gaps: [],
  remedy: [],
  fingerprint: 'simulated',
  read: { bytes: 0, records: 0 },
};

/** Files are read in real time, for which the virtual one stands still. */
const watchedPlan = ({ time, plan }: WorldOptions): PlanFolder => ({
  settings: () => time.outside(plan().settings()),
  hash: () => time.outside(plan().hash()),
  schedule: () => time.outside(plan().schedule()),
  checksIn: (range) => time.outside(plan().checksIn(range)),
  check: (name) => time.outside(plan().check(name)),
});
