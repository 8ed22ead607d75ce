import { join } from 'node:path';

import { Duration, Stack, Stage, Tags } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Alarm, CustomWidget, Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

import { writePlan } from '../aws/plan-folder.ts';
import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import { probeConcurrencyOf } from '../core/config/shard-schedule.ts';
import { DIAGNOSING } from '../core/cost/stack-shape.ts';
import type { MetricName } from '../core/metrics/metric.ts';
import { acknowledge } from './acknowledgements.ts';
import { alarmRule } from './alarm-rule.ts';
import { alarmKinds, configAlarms, noAlarm, shownAlarms, type ConfigAlarms } from './config-alarms.ts';
import { dashboard } from './dashboard.ts';
import { deploymentOutput } from './deployment-output.ts';
import { useKey } from './encryption.ts';
import { everyMinute } from './every-minute.ts';
import { functions, type FunctionOptions, type Functions } from './functions.ts';
import { givenOrMade } from './given-or-made.ts';
import { grantAll } from './grant-all.ts';
import { heartbeatUrl, type HeartbeatUrl } from './heartbeat-url.ts';
import { homeNetwork } from './home-network.ts';
import { IncidentFeed, type IncidentWidgetOptions } from './incident-feed.ts';
import { locationProber, type LocationProber } from './location-prober.ts';
import { metricOf, missedProbesOf } from './metric-of.ts';
import { ownAlarms } from './own-alarms.ts';
import { makeQueues, type Queues } from './queues.ts';
import { readConfig } from './read-config.ts';
import { grantReadState } from './state-grants.ts';
import type { WhydownProps } from './whydown-props.ts';
import { programSettings, settingsOf, type WhydownSettings } from './whydown-settings.ts';

/**
 * Watches the checks of a config: probes on schedule, incidents, diagnoses, notifications, metrics and alarms.
 *
 * @example
 * const whydown = new Whydown(this, 'Probes', { config: 'whydown.yaml' });
 * whydown.topic.addSubscription(new EmailSubscription('oncall@example.com'));
 */
export class Whydown extends Construct {
  /** States, incidents and what they owe. */
  readonly table: ITable;
  /** The bus with our events, for rules of one's own. */
  readonly eventBus: IEventBus;
  /** Where alarms about whydown itself go: subscribe somebody. */
  readonly topic: ITopic;
  readonly functions: Functions;
  /** Where jobs call that heartbeats wait for; nothing where none does. */
  readonly heartbeatUrl: HeartbeatUrl | undefined;
  /** One per check, and two with `durationAlarms`; none when they are switched off or too many. */
  readonly checkAlarms: readonly Alarm[];
  /** One for the fleet and one per group, where checks are too many for one each or have `metrics: fleet`. */
  readonly fleetAlarms: readonly Alarm[];
  readonly ownAlarms: readonly Alarm[];
  /** Undefined when it is switched off. */
  readonly dashboard: Dashboard | undefined;
  readonly #config: Config;
  readonly #settings: WhydownSettings;
  readonly #alarms: ConfigAlarms;
  readonly #common: FunctionOptions['common'];
  #feed: IncidentFeed | undefined;

  constructor(scope: Construct, id: string, props: WhydownProps) {
    super(scope, id);
    this.#settings = settingsOf(props, Stack.of(this));
    const { encryptionKey, tags } = this.#settings;
    this.#config = readConfig(props.config, props.env ?? process.env, this);
    ({ table: this.table, eventBus: this.eventBus, topic: this.topic } = givenOrMade(this, this.#settings));
    const queues = makeQueues(this, this.#config.checks, encryptionKey);
    const probers = this.#probers(queues);
    const common = this.#shared();
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
    if (encryptionKey) useKey(this, encryptionKey, this.#everyFunction);
    this.#alarms = configAlarms(this, this.#config, this.#settings);
    this.checkAlarms = this.#alarms.checks?.alarms ?? [];
    this.fleetAlarms = this.#alarms.fleet?.alarms ?? [];
    this.ownAlarms = this.#ownAlarms(queues);
    this.#common = common;
    this.dashboard = this.#settings.dashboard ? this.#dashboard(queues) : undefined;
    deploymentOutput(this, 'Deployment', {
      functions: this.functions,
      queues,
      schedule,
      topic: this.topic,
      table: this.table,
      alarms: this.#alarmPrefix,
    });
    for (const [name, value] of Object.entries(tags)) Tags.of(this).add(name, value);
  }

  /** Lets somebody read states and incidents. */
  grantReadState(grantee: IGrantable): Grant {
    return grantReadState(this.table, grantee);
  }

  /** Lets somebody who looks at a dashboard see the incidents in it. */
  grantViewIncidents(grantee: IGrantable): Grant {
    return this.#incidents.grantView(grantee);
  }

  /** A widget that shows incidents with their causes and log lines, for a dashboard of one's own. */
  incidentWidget(options?: IncidentWidgetOptions): CustomWidget {
    return this.#incidents.widget(options);
  }

  /** The alarm on `Failed` of a check; throws where there is none. */
  alarmFor(checkName: string): Alarm {
    const { checks } = this.#alarms;
    if (checks) return checks.alarmFor(checkName);
    throw new Error(noAlarm(checkName, this.#settings));
  }

  /** A metric of a check of the config. */
  metric(checkName: string, name: MetricName, options?: MetricOptions): Metric {
    return metricOf(this.#config, { checkName, name, options });
  }

  /**
   * Probes whose every attempt failed.
   * @default - maximum over a minute: 1 where a probe failed
   */
  metricFailed(checkName: string, options?: MetricOptions): Metric {
    return this.metric(checkName, 'Failed', options);
  }

  /**
   * How long the last attempt took, in ms.
   * @default - p99 over a minute
   */
  metricDuration(checkName: string, options?: MetricOptions): Metric {
    return this.metric(checkName, 'Duration', options);
  }

  /**
   * Probes that passed without a retry, in percent.
   * @default - average over a minute
   */
  metricSuccessPercent(checkName: string, options?: MetricOptions): Metric {
    return this.metric(checkName, 'SuccessPercent', options);
  }

  /**
   * Attempts after the first.
   * @default - sum over a minute
   */
  metricRetryCount(checkName: string, options?: MetricOptions): Metric {
    return this.metric(checkName, 'RetryCount', options);
  }

  /**
   * Probes from a location that were not made, came too late, or could not be judged.
   * @default - sum over five minutes
   */
  metricMissedProbes(location = 'home', options?: MetricOptions): Metric {
    return missedProbesOf(this.#config, location, options);
  }

  #probers(queues: Queues): readonly LocationProber[] {
    const { probeMemorySize: memorySize, tags } = this.#settings;
    const elsewhere = this.#config.locations.filter(({ name }) => name !== 'home');
    const options = { ...programSettings(this.#settings), timeout: queues.probeTimeout, memorySize, tags };
    return elsewhere.map((location) => locationProber(this, location, options));
  }

  /** What the functions of the home region have in common; all of them read the plan. */
  #shared(): FunctionOptions['common'] {
    const plan = join(Stage.of(this)?.outdir ?? 'cdk.out', `plan.${this.node.addr}`);
    writePlan(plan, this.#config);
    return { plan, ...programSettings(this.#settings) };
  }

  #functions(
    queues: Queues,
    probers: readonly LocationProber[],
    common: FunctionOptions['common'],
  ): Functions {
    const network = homeNetwork(this.#settings);
    return functions(this, {
      table: this.table,
      bus: this.eventBus,
      queues,
      probers,
      ownAlarms: this.#alarmPrefix,
      common,
      probeMemorySize: this.#settings.probeMemorySize,
      fleetMetrics: alarmKinds(this.#config, this.#settings).perGroup === 'all',
      ...(network && { network }),
    });
  }

  /** The checks whose groups send metrics for them. */
  get #together(): readonly Check[] {
    const { checks } = this.#config;
    const { perGroup } = alarmKinds(this.#config, this.#settings);
    return perGroup === 'all' ? checks : checks.filter(({ metrics }) => metrics === 'fleet');
  }

  /** Made when it is needed first. */
  get #incidents(): IncidentFeed {
    this.#feed ??= new IncidentFeed(this, 'Incidents', { table: this.table, ...this.#common });
    return this.#feed;
  }

  get #everyFunction(): readonly IFunction[] {
    return [...Object.values(this.functions), ...(this.heartbeatUrl ? [this.heartbeatUrl.function] : [])];
  }

  /** CloudFormation names what has no name after the stack and the logical id. */
  get #alarmPrefix(): string {
    const path = this.node.scopes.slice(this.node.scopes.indexOf(Stack.of(this)) + 1);
    return `${Stack.of(this).stackName}-${path.map(({ node }) => node.id.replaceAll(/[^A-Za-z0-9]/g, '')).join('')}`;
  }

  /** Who is called by what. The smallest maxConcurrency is 2. */
  #connect(queues: Queues): CfnSchedule {
    const { dispatch, probe, diagnose, notify } = this.functions;
    const { permissionsBoundary } = this.#settings;
    const boundary = permissionsBoundary && { permissionsBoundary };
    const schedule = everyMinute(this, 'EveryMinute', { called: dispatch, ...boundary });
    const source = { batchSize: 1, reportBatchItemFailures: true };
    const probing = probeConcurrencyOf(this.#config);
    probe.addEventSource(new SqsEventSource(queues.probe.queue, { ...source, maxConcurrency: probing }));
    // CloudWatch Logs allows 5 to 25 reads a second in a region, and two functions take a quarter of them each.
    const { functions: maxConcurrency, perCall: batchSize } = DIAGNOSING;
    const diagnosing = { ...source, batchSize, maxConcurrency };
    diagnose.addEventSource(new SqsEventSource(queues.diagnose.queue, diagnosing));
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
      config: this.#config,
      together: this.#together,
      incidents: this.incidentWidget(),
      checkAlarms: shownAlarms(this.#alarms),
      ownAlarms: this.ownAlarms,
      functions: this.#named(),
      deadLetters: deadLettersOf(queues),
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
