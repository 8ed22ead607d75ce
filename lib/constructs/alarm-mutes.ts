import { createHash } from 'node:crypto';

import { Annotations, Duration, TimeZone } from 'aws-cdk-lib';
import { AlarmMuteRule, ScheduleExpression, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import { covers, type MaintenanceWindow } from '../core/config/maintenance.ts';
import { muteSchedules, type MuteSchedule } from '../core/config/mute-schedules.ts';

/** An alarm, and the checks that it is about. */
export interface MutableAlarm {
  readonly alarm: Alarm;
  readonly checks: readonly Pick<Check, 'name' | 'group'>[];
}

/** A rule mutes at most so many (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html). */
const ALARMS_PER_RULE = 100;

/** Mutes alarms in the maintenance windows of all that they are about; they stay in the stack of their alarms. */
export const alarmMutes = (
  scope: Construct,
  alarms: readonly MutableAlarm[],
  windows: readonly MaintenanceWindow[],
): readonly AlarmMuteRule[] => {
  const mutes = new Construct(scope, 'Mutes');
  return windows.flatMap((window) => {
    const muted = alarms.filter(({ checks }) => checks.every((check) => covers(window, check)));
    const schedules = muteSchedules(window);
    if (schedules.length === 0) sayThatItIsNotMuted(scope, window);
    return schedules.flatMap((schedule) =>
      chunks(muted).map((chunk, index) =>
        muteRule(mutes, `${idOf(window, schedule)}-${index}`, {
          window,
          schedule,
          alarms: chunk.map(({ alarm }) => alarm),
        }),
      ),
    );
  });
};

/** The most rules that the windows can need for so many alarms. */
export const mutesOf = (alarms: number, windows: readonly MaintenanceWindow[]): number =>
  windows.flatMap(muteSchedules).length * Math.ceil(alarms / ALARMS_PER_RULE);

interface Mute {
  readonly window: MaintenanceWindow;
  readonly schedule: MuteSchedule;
  readonly alarms: readonly Alarm[];
}

const muteRule = (scope: Construct, id: string, { window, schedule, alarms }: Mute): AlarmMuteRule =>
  new AlarmMuteRule(scope, id, {
    description: window.description ?? 'A maintenance window of the config',
    schedule: ScheduleExpression.expression(schedule.expression, TimeZone.of(schedule.zone)),
    duration: Duration.minutes(schedule.minutes),
    alarms: [...alarms],
  });

/** From what the window says, so that a window that is added before it renames nothing. */
const idOf = (window: MaintenanceWindow, { expression }: MuteSchedule): string =>
  createHash('sha256')
    .update(JSON.stringify([{ ...window, description: undefined }, expression]))
    .digest('hex')
    .slice(0, 12);

const chunks = (alarms: readonly MutableAlarm[]): readonly (readonly MutableAlarm[])[] =>
  Array.from({ length: Math.ceil(alarms.length / ALARMS_PER_RULE) }, (_, index) =>
    alarms.slice(index * ALARMS_PER_RULE, (index + 1) * ALARMS_PER_RULE),
  );

const sayThatItIsNotMuted = (scope: Construct, window: MaintenanceWindow): void =>
  Annotations.of(scope).addWarningV2(
    'whydown:windowNotMuted',
    `alarms are not muted in the maintenance window ${window.kind === 'cron' ? `"${window.cron}"` : ''}: CloudWatch has no ` +
      `word for a day of the month and a weekday at once; name one of them. Incidents obey it`,
  );
