import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import { didYouMean } from '../core/config/suggest.ts';
import { alarmParts } from './alarm-parts.ts';
import { downAlarm, durationAlarm } from './alarms-of-check.ts';

/** Which checks have alarms, and what these do. */
export interface CheckAlarmsProps {
  /** As `readConfig` reads it; checks with `metrics: fleet` send no metrics of their own and have no alarms. */
  readonly config: Pick<Config, 'checks' | 'maintenance'>;
  /**
   * What the alarms do when they go off.
   * @default - nothing, since an incident pages once already
   */
  readonly actions?: readonly IAlarmAction[];
  /**
   * What the alarms do when all is well again.
   * @default - nothing
   */
  readonly okActions?: readonly IAlarmAction[];
  /**
   * Whether each check has a second alarm, on a `Duration` that is unusually long for the hour and the weekday; it
   * costs as much as three.
   * @default false
   */
  readonly durationAlarms?: boolean;
}

/**
 * One alarm per check on `Failed`, the face of a check in CloudWatch itself, muted in its maintenance windows. What one
 * stack has no room for is in nested stacks.
 *
 * @example
 * new CheckAlarms(this, 'Alarms', { config: readConfig('whydown.yaml'), actions: [new SnsAction(topic)] });
 */
export class CheckAlarms extends Construct {
  /** Every alarm. */
  readonly alarms: readonly Alarm[];
  /** Whether they are in nested stacks. */
  readonly nested: boolean;
  readonly #byCheck = new Map<string, Alarm>();

  constructor(scope: Construct, id: string, props: CheckAlarmsProps) {
    super(scope, id);
    const { config, actions, okActions, durationAlarms = false } = props;
    const { alarms, nested } = alarmParts(this, {
      subjects: config.checks.filter(({ metrics }) => metrics !== 'fleet'),
      nameOf: ({ name }) => name,
      perSubject: durationAlarms ? 2 : 1,
      make: (part, check) =>
        this.#alarmsOf(part, check, durationAlarms).map((alarm) => ({ alarm, checks: [check] })),
      maintenance: config.maintenance,
      actions,
      okActions,
      wayOut: 'lower maxCheckAlarms, so that fleet alarms take their place, or give checks metrics: fleet',
    });
    this.alarms = alarms;
    this.nested = nested;
  }

  /** The alarm on `Failed` of a check. */
  alarmFor(checkName: string): Alarm {
    const alarm = this.#byCheck.get(checkName);
    if (alarm) return alarm;
    throw new Error(`no alarm for check "${checkName}"${didYouMean(checkName, [...this.#byCheck.keys()])}`);
  }

  #alarmsOf(scope: Construct, check: Check, durationAlarms: boolean): readonly Alarm[] {
    const id = constructIdOf(check.name);
    const down = downAlarm(scope, id, check);
    this.#byCheck.set(check.name, down);
    return durationAlarms ? [down, durationAlarm(scope, `${id}|Duration`, check)] : [down];
  }
}

/** A construct's id may hold no slash, and a check's name no bar. */
const constructIdOf = (checkName: string): string => checkName.replaceAll('/', '|');
