import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../aws/environment.ts';
import type { LocationProber } from './location-prober.ts';
import type { Network } from './home-network.ts';
import { program, type ProgramOptions, type ProgramSettings } from './program.ts';
import type { Queues } from './queues.ts';
import { DIAGNOSE_TIMEOUT, NOTIFY_TIMEOUT } from './timeouts.ts';

/** The functions of the home region. */
export interface Functions {
  readonly dispatch: LambdaFunction;
  readonly probe: LambdaFunction;
  readonly diagnose: LambdaFunction;
  readonly notify: LambdaFunction;
}

/** What the functions are made with. */
export interface FunctionOptions {
  readonly table: ITable;
  readonly bus: IEventBus;
  readonly queues: Queues;
  readonly probers: readonly LocationProber[];
  readonly ownAlarms: string;
  readonly common: ProgramSettings & Pick<ProgramOptions, 'plan'>;
  readonly probeMemorySize: number;
  /** Whether the checks together send metrics too. */
  readonly fleetMetrics: boolean;
  /** Where the probe function stands. */
  readonly network?: Network;
}

/** Makes the four functions, each told where its own things are and no others. */
export const functions = (scope: Construct, options: FunctionOptions): Functions => {
  const told = environments(options);
  const make = (id: string, own: Omit<ProgramOptions, keyof ProgramSettings | 'plan'>): LambdaFunction =>
    program(scope, id, { ...own, ...options.common });
  return {
    dispatch: make('Dispatch', {
      program: 'dispatch',
      description: 'Enqueues the probes of the next minute, and wakes what incidents owe',
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: told.dispatch,
    }),
    probe: make('Probe', {
      program: 'probe',
      description: 'Probes the checks of one shard, judges them, and opens and resolves incidents',
      timeout: options.queues.probeTimeout,
      memorySize: options.probeMemorySize,
      environment: told.probe,
      ...(options.network && { network: options.network }),
    }),
    diagnose: make('Diagnose', {
      program: 'diagnose',
      description: 'Reads the logs of a failing attempt, and names the cause',
      timeout: DIAGNOSE_TIMEOUT,
      memorySize: 1024,
      environment: told.diagnose,
    }),
    notify: make('Notify', {
      program: 'notify',
      description: 'Tells people and the event bus about incidents',
      timeout: NOTIFY_TIMEOUT,
      memorySize: 256,
      environment: told.notify,
    }),
  };
};

type Environment = Readonly<Record<string, string>>;

const environments = (options: FunctionOptions): Readonly<Record<keyof Functions, Environment>> => {
  const { queues, probers } = options;
  const table = { [ENVIRONMENT.table]: options.table.tableName };
  const state = { ...table, [ENVIRONMENT.bus]: options.bus.eventBusName };
  const wakes = {
    [ENVIRONMENT.diagnoseQueue]: queues.diagnose.queue.queueUrl,
    [ENVIRONMENT.notifyQueue]: queues.notify.queue.queueUrl,
  };
  const ticks = { [ENVIRONMENT.probeQueue]: queues.probe.queue.queueUrl };
  const proberOf = Object.fromEntries(probers.map(({ location, functionArn }) => [location, functionArn]));
  const fleet = options.fleetMetrics ? { [ENVIRONMENT.fleetMetrics]: 'true' } : {};
  const parked = (queue: { readonly queueUrl: string }) => ({ [ENVIRONMENT.parkedQueue]: queue.queueUrl });
  return {
    dispatch: { ...table, ...wakes, ...ticks },
    probe: { ...state, ...wakes, ...ticks, [ENVIRONMENT.probers]: JSON.stringify(proberOf), ...fleet },
    diagnose: {
      ...state,
      ...wakes,
      ...parked(queues.diagnose.deadLetters),
      [ENVIRONMENT.ownAlarms]: options.ownAlarms,
    },
    notify: { ...state, ...parked(queues.notify.deadLetters) },
  };
};
