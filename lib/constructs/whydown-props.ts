import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** How whydown is put into an account. */
export interface WhydownProps {
  /** Path of the config, `whydown.yaml`, seen from the folder of the synthesis. */
  readonly config: string;
  /**
   * Values for `${env:NAME}` in the config; what is replaced is part of the template.
   * @default - the environment of the synthesis
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Whether every check has a CloudWatch alarm on `Failed`; each costs $0.10 a month beyond the first ten.
   * @default true
   */
  readonly checkAlarms?: boolean;
  /**
   * With more checks than this, one alarm per group of checks takes the place of one per check.
   * @default 200
   */
  readonly maxCheckAlarms?: number;
  /**
   * The share of a group's probes that failed, in percent, from which its alarm goes off, where there is one: beyond
   * `maxCheckAlarms`, and for checks with `metrics: fleet`.
   * @default 5
   */
  readonly fleetAlarmPercent?: number;
  /**
   * What the alarms about checks and fleet do when they go off.
   * @default - nothing, since an incident pages once already
   */
  readonly checkAlarmActions?: readonly IAlarmAction[];
  /**
   * What the alarms about checks and fleet do when all is well again.
   * @default - nothing
   */
  readonly checkAlarmOkActions?: readonly IAlarmAction[];
  /**
   * Whether every check that has an alarm has a second one, on a `Duration` that is unusual for the hour and the weekday;
   * it costs as much as three.
   * @default false
   */
  readonly durationAlarms?: boolean;
  /**
   * Whether there is a dashboard, with a function that shows the incidents in it; $3 a month beyond the first three.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Where alarms about whydown itself go.
   * @default - a new topic that nobody is subscribed to yet
   */
  readonly topic?: ITopic;
  /**
   * Where the events `Check State Change`, `Incident Opened`, `Incident Diagnosed`, `Incident Resolved` go.
   * @default - a new bus
   */
  readonly eventBus?: IEventBus;
  /**
   * The table with states and incidents: a `StateTable`, or one with its keys and indexes.
   * @default - a new StateTable
   */
  readonly table?: ITable;
  /**
   * Encrypts table, queues, topic, bus, logs and the functions' environment in the home region. The key's own policy must
   * let `logs`, `cloudwatch` and `events` use it; it is extended where it can be.
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey;
  /**
   * The most that any of the roles may be allowed.
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
  /**
   * Where the probes of the home region come from; the VPC needs a way to DynamoDB, SQS, CloudWatch and EventBridge.
   * @default - outside of any VPC
   */
  readonly vpc?: IVpc;
  /**
   * The subnets of `vpc` for the probe function.
   * @default - the private ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The security groups of the probe function in `vpc`.
   * @default - a new one that lets everything out and nothing in
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * What the functions run on.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;
  /**
   * Memory of the functions that probe, in MiB; their share of a CPU grows with it.
   * @default 512
   */
  readonly probeMemorySize?: number;
  /**
   * Tags of everything that is made, in the stacks of other regions too.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * How long the functions' own logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of the table with its incidents, and of the logs, when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
