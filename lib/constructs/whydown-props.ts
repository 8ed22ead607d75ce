import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
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
   * More checks than this are an error of the synthesis, for a stack holds 500 resources.
   * @default 200
   */
  readonly maxCheckAlarms?: number;
  /**
   * What the checks' alarms do when they go off.
   * @default - nothing, since an incident pages once already
   */
  readonly checkAlarmActions?: readonly IAlarmAction[];
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
