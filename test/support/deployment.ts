import type { Deployment } from '../../lib/aws/deployment.ts';
import type { Site } from '../../lib/aws/doctor/look.ts';
import { FakeClock } from './fake-clock.ts';

/** A stack called `Shop`, as it tells of itself. */
export const deployment: Deployment = {
  whydown: 1,
  functions: {
    dispatch: 'dispatch-fn',
    probe: 'probe-fn',
    diagnose: 'diagnose-fn',
    notify: 'notify-fn',
  },
  queues: {
    probe: 'https://sqs/probe',
    diagnose: 'https://sqs/diagnose',
    notify: 'https://sqs/notify',
    diagnoseParked: 'https://sqs/diagnose-parked',
    notifyParked: 'https://sqs/notify-parked',
  },
  schedule: 'every-minute',
  topic: 'arn:aws:sns:us-east-1:123456789012:own',
  table: 'table',
  alarms: 'Shop-Probes',
};

/** That stack, seen at a moment. */
export const site = (now = 0): Site => ({
  stack: 'Shop',
  deployment,
  siblings: [],
  clock: new FakeClock(now),
});
