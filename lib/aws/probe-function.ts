import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { controlTargetsAt } from '../core/config/config.ts';
import type { SecretUser } from '../core/doctor/examine-secrets.ts';
import type { BeatStore, SecretSource } from '../core/ports.ts';
import type { Prober } from '../core/probe/contract.ts';
import { createFill } from '../core/probe/create-fill.ts';
import { keepSecrets } from '../core/probe/keep-secrets.ts';
import { systemClock } from '../system/clock.ts';
import { systemRandomness } from '../system/randomness.ts';
import { cloudWatchMetrics } from './cloudwatch-metrics.ts';
import type { SendingPorts } from './doctor/answer-sent.ts';
import { answerSecrets } from './doctor/answer-secrets.ts';
import { orDoctor } from './doctor/doctor-call.ts';
import { dynamoBeats } from './dynamo/beats.ts';
import { dynamoStore } from './dynamo/store.ts';
import { ENVIRONMENT, setting } from './environment.ts';
import { logLine } from './function-log.ts';
import { probeHere } from './home-prober.ts';
import {
  lazyBus,
  lazyCredentials,
  lazyLocations,
  lazyProbeQueue,
  lazySecrets,
  lazyStepQueue,
} from './lazy-ports.ts';
import { ownCpuShare } from './own-cpu-share.ts';
import { ownNetwork } from './own-network.ts';
import type { PlanFolder } from './plan-folder.ts';
import { enqueueProbes, probeMessageOf } from './probe-queue.ts';
import { probeShard, type ShardPorts } from './probe-shard.ts';
import { probeSlowLane, type SlowLanePorts } from './probe-slow-lane.ts';
import { resultLog } from './result-log.ts';
import { eachMessage } from './sqs-batch.ts';

/** Puts the probe function together; clients live as long as its environment. */
export const probeFunction = (plan: PlanFolder, loadProber: (type: string) => Promise<Prober>) => {
  const secrets = lazySecrets();
  const table = { client: new DynamoDBClient({}), name: setting('table') };
  const send = lazyProbeQueue();
  const ports: ShardPorts & SlowLanePorts & SendingPorts = {
    plan,
    loadProber,
    monitor: {
      store: dynamoStore(table),
      clock: systemClock,
      queue: lazyStepQueue(),
      bus: lazyBus(),
    },
    ...probingWith({ plan, loadProber, secrets, beats: dynamoBeats(table) }),
    metrics: cloudWatchMetrics(new CloudWatchClient({}), logLine),
    results: resultLog(async () => (await plan.settings()).results, logLine),
    cpuShare: ownCpuShare(),
    countedTogether: process.env[ENVIRONMENT.fleetMetrics] === 'true' ? 'all' : 'fleet',
    enqueue: (parts, now) => enqueueProbes(send, parts, now),
  };
  return orDoctor(
    async (asked, signal) =>
      asked.send
        ? (await import('./doctor/answer-sent.ts')).answerSent(ports, signal)
        : answerSecrets(await usersOf(plan), { plan, secrets }),
    eachMessage((body, signal) => probeMessage(body, ports, signal)),
  );
};

/** Both lanes are one function and one queue, so that neither needs anything of its own while nothing hangs. */
const probeMessage = (
  body: string,
  ports: ShardPorts & SlowLanePorts,
  signal: AbortSignal,
): Promise<void> => {
  const message = probeMessageOf(body);
  return 'tick' in message ? probeShard(message, ports, signal) : probeSlowLane(message, ports, signal);
};

interface Probing {
  readonly plan: PlanFolder;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly secrets: SecretSource;
  readonly beats: BeatStore;
}

/** Probing from here, and by the functions elsewhere. */
const probingWith = ({
  plan,
  loadProber,
  secrets,
  beats,
}: Probing): Pick<ShardPorts, 'probeHere' | 'askLocation'> => {
  const world = { clock: systemClock, randomness: systemRandomness };
  const controlTargets = async (location: string) => controlTargetsAt(await plan.settings(), location);
  const awsCredentials = lazyCredentials();
  return {
    probeHere: probeHere({
      ...world,
      loadProber,
      fill: createFill({ secrets, ...world }),
      online: ownNetwork({ targets: () => controlTargets('home'), loadProber, clock: systemClock }),
      awsCredentials,
      lastBeat: (name) => beats.last(name, systemClock.now()),
    }),
    askLocation: lazyLocations({
      probers: JSON.parse(setting('probers')) as Readonly<Record<string, string>>,
      readSecret: keepSecrets(secrets, systemClock),
      awsCredentials,
      controlTargets,
    }),
  };
};

const usersOf = async (plan: PlanFolder): Promise<readonly SecretUser[]> =>
  (await plan.checksIn({ from: 0, to: 1 })).map(({ name, target }) => ({ name, settings: target }));
