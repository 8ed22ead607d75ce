import { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } from '@aws-sdk/client-scheduler';

import { findingsOf } from '../../core/doctor/finding.ts';
import type { Look } from './look.ts';

const schedule = findingsOf('schedule');

/** Whether the schedule that starts everything is there and on. */
export const scheduleLook: Look = {
  area: 'schedule',
  actions: 'scheduler:GetSchedule',
  look: async ({ stack, deployment: { schedule: name } }) => {
    try {
      const { State: state } = await new SchedulerClient({}).send(new GetScheduleCommand({ Name: name }));
      return [
        state === 'ENABLED'
          ? schedule.good(`${name} is on`)
          : schedule.fault(
              `${name} is off: nothing is probed`,
              `enable ${name} in the console of EventBridge Scheduler`,
            ),
      ];
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      return [schedule.fault(`${name} does not exist any more: nothing is probed`, makeAgain(stack))];
    }
  },
};

const makeAgain = (stack: string): string =>
  `CloudFormation does not make it again by itself: aws scheduler create-schedule with the same name; the template of ${stack} has its properties`;
