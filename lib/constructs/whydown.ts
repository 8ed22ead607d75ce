import { join } from 'node:path';

import { Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

import { writePlan } from '../aws/plan-folder.ts';
import type { Config } from '../core/config/config.ts';
import { shardScheduleOf } from '../core/config/shard-schedule.ts';
import { acknowledge } from './acknowledgements.ts';
import { alarmRule } from './alarm-rule.ts';
import { checkAlarms } from './check-alarms.ts';
import { dashboard } from './dashboard.ts';
import { deploymentOutput } from './deployment-output.ts';
import { heartbeatUrl, type HeartbeatUrl } from './heartbeat-url.ts';
import { everyMinute } from './every-minute.ts';
import { functions, type FunctionOptions, type Functions } from './functions.ts';
import { locationProber, type LocationProber } from './location-prober.ts';
import { ownAlarms } from './own-alarms.ts';
import { makeQueues, type Queues } from './queues.ts';
import { readConfig } from './read-config.ts';
import { stateTable } from './state-table.ts';
import { grantAll } from './grant-all.ts';
import type { WhydownProps } from './whydown-props.ts';

const DEFAULTS = {
  checkAlarms: true,
  maxCheckAlarms: 200,
  checkAlarmActions: [],
  logRetention: RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY,
} as const;

/**
 * Watches the checks of a config: probes on schedule, incidents, diagnoses, notifications, metrics and alarms.
 *
 * @example
 * new Whydown(this, 'Probes', { config: 'whydown.yaml' });
 */
export class Whydown extends Construct {
  /** States, incidents and what they owe. */
  readonly table: Table;
  /** The bus with our events, for rules of one's own. */
  readonly eventBus: IEventBus;
  /** Where alarms about whydown itself go: subscribe somebody. */
  readonly topic: ITopic;
  readonly functions: Functions;
  /** Where jobs call that heartbeats wait for; nothing where none does. */
  readonly heartbeatUrl: HeartbeatUrl | undefined;
  /** One per check, unless they are switched off. */
  readonly checkAlarms: readonly Alarm[];
  readonly ownAlarms: readonly Alarm[];
  readonly dashboard: Dashboard;
  readonly #config: Config;
  readonly #settings: typeof DEFAULTS & WhydownProps;

  constructor(scope: Construct, id: string, props: WhydownProps) {
    super(scope, id);
    this.#settings = { ...DEFAULTS, ...props } as typeof DEFAULTS & WhydownProps;
    this.#config = readConfig(props.config, props.env ?? process.env);
    this.table = stateTable(this, 'Table', this.#settings.removalPolicy);
    this.eventBus = props.eventBus ?? (new EventBus(this, 'Bus') as IEventBus);
    this.topic = props.topic ?? new Topic(this, 'Topic', { enforceSSL: true });
    const queues = makeQueues(this, this.#config.checks);
    const probers = this.#probers(queues);
    const common = this.#common();
    this.functions = this.#functions(queues, probers, common);
    this.heartbeatUrl = heartbeatUrl(this, { checks: this.#config.checks, table: this.table, common });
    const schedule = this.#connect(queues);
    grantAll(this.functions, {
      config: this.#config,
      table: this.table,
      bus: this.eventBus,
      queues,
      probers,
    });
    this.checkAlarms = this.#checkAlarms();
    this.ownAlarms = this.#ownAlarms(queues);
    this.dashboard = this.#dashboard(queues);
    deploymentOutput(this, 'Deployment', {
      functions: this.functions,
      queues,
      schedule,
      topic: this.topic,
      table: this.table,
      alarms: this.#alarmPrefix,
    });
  }

  #probers(queues: Queues): readonly LocationProber[] {
    const { logRetention, removalPolicy } = this.#settings;
    const elsewhere = this.#config.locations.filter(({ name }) => name !== 'home');
    return elsewhere.map((location) =>
      locationProber(this, location, {
        timeout: queues.probeTimeout,
        memorySize: 512,
        logRetention,
        removalPolicy,
      }),
    );
  }

  /** What the functions of the home region have in common; all of them read the plan. */
  #common(): FunctionOptions['common'] {
    const { logRetention, removalPolicy } = this.#settings;
    const plan = join(Stage.of(this)?.outdir ?? 'cdk.out', `plan.${this.node.addr}`);
    writePlan(plan, this.#config);
    return { plan, logRetention, removalPolicy };
  }

  #functions(
    queues: Queues,
    probers: readonly LocationProber[],
    common: FunctionOptions['common'],
  ): Functions {
    return functions(this, {
      table: this.table,
      bus: this.eventBus,
      queues,
      probers,
      ownAlarms: this.#alarmPrefix,
      common,
    });
  }

  /** CloudFormation names what has no name after the stack and the logical id. */
  get #alarmPrefix(): string {
    const path = this.node.scopes.slice(this.node.scopes.indexOf(Stack.of(this)) + 1);
    return `${Stack.of(this).stackName}-${path.map(({ node }) => node.id.replaceAll(/[^A-Za-z0-9]/g, '')).join('')}`;
  }

  /** Who is called by what. The smallest maxConcurrency is 2. */
  #connect(queues: Queues): CfnSchedule {
    const { dispatch, probe, diagnose, notify } = this.functions;
    const schedule = everyMinute(this, 'EveryMinute', dispatch);
    const shards = shardScheduleOf(this.#config).shards;
    const source = { batchSize: 1, reportBatchItemFailures: true };
    // Twice, since a slow shard may still be at work when its next tick comes.
    const probing = Math.min(1_000, Math.max(2, 2 * shards));
    probe.addEventSource(new SqsEventSource(queues.probe.queue, { ...source, maxConcurrency: probing }));
    // CloudWatch Logs allows 5 to 25 reads a second in a region, and each diagnosis takes half of them.
    diagnose.addEventSource(new SqsEventSource(queues.diagnose.queue, { ...source, maxConcurrency: 2 }));
    const notifying = { ...source, batchSize: 5, maxConcurrency: 5 };
    notify.addEventSource(new SqsEventSource(queues.notify.queue, notifying));
    for (const each of [probe, diagnose, notify])
      acknowledge(each, 'Serverless::Serverless-LambdaEventSourceMappingDestination');
    alarmRule(this, 'AlarmRule', {
      alarms: this.#config.diagnoseAlarms,
      queue: queues.diagnose.queue,
      deadLetters: queues.diagnose.deadLetters,
      ownPrefix: this.#alarmPrefix,
    });
    return schedule;
  }

  #checkAlarms(): readonly Alarm[] {
    const { checkAlarms: wanted, maxCheckAlarms: max, checkAlarmActions: actions } = this.#settings;
    return wanted ? checkAlarms(new Construct(this, 'Checks'), this.#config.checks, { max, actions }) : [];
  }

  #ownAlarms(queues: Queues): readonly Alarm[] {
    const { dispatch, probe } = this.functions;
    const shortestMs = Math.min(...this.#config.checks.map(({ intervalMs }) => intervalMs));
    return ownAlarms(this, 'Own', {
      functions: this.#named(),
      deadLetters: deadLettersOf(queues),
      locations: this.#config.locations.map(({ name }) => name),
      heartbeats: {
        Dispatch: { of: dispatch, every: Duration.minutes(5) },
        Probe: { of: probe, every: Duration.minutes(Math.max(5, 2 * Math.ceil(shortestMs / 60_000))) },
      },
      action: new SnsAction(this.topic),
    });
  }

  #dashboard(queues: Queues): Dashboard {
    return dashboard(this, 'Dashboard', {
      title: Stack.of(this).stackName,
      checkAlarms: this.checkAlarms,
      ownAlarms: this.ownAlarms,
      functions: this.#named(),
      deadLetters: deadLettersOf(queues),
      locations: this.#config.locations.map(({ name }) => name),
    });
  }

  #named() {
    const { dispatch: Dispatch, probe: Probe, diagnose: Diagnose, notify: Notify } = this.functions;
    const url = this.heartbeatUrl;
    return { Dispatch, Probe, Diagnose, Notify, ...(url && { Heartbeat: url.function }) };
  }
}

const deadLettersOf = (queues: Queues) => ({
  Diagnose: queues.diagnose.deadLetters,
  Notify: queues.notify.deadLetters,
});
