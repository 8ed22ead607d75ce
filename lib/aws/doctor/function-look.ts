import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { LambdaClient, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';

import { findingsOf, type Finding } from '../../core/doctor/finding.ts';
import { METRIC_NAMESPACE } from '../../core/metrics/namespace.ts';
import { roughDuration } from '../../core/notify/rough-duration.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { PlanSummary } from './doctor-call.ts';
import type { Look, Site } from './look.ts';

const functions = findingsOf('functions');

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/** Metrics of Lambda come a few minutes late. */
const LATE_MS: Milliseconds = 5 * MINUTE_MS;

/** Whether the functions are called, succeed, and miss no probe from any location of the plan. */
export const functionLook = ({ shortestIntervalMs, locations }: Omit<PlanSummary, 'hash'>): Look => ({
  area: 'functions',
  actions: 'cloudwatch:GetMetricStatistics and lambda:ListEventSourceMappings',
  look: async (site) => {
    const { dispatch, probe, diagnose, notify } = site.deployment.functions;
    const [ran, errors, missed, mapped] = await Promise.all([
      Promise.all([
        ranFinding('dispatch', dispatch, MINUTE_MS, site),
        ranFinding('probe', probe, shortestIntervalMs, site),
      ]),
      Promise.all(
        Object.entries({ dispatch, probe, diagnose, notify }).map((each) => errorFindings(each, site)),
      ),
      Promise.all(locations.map((location) => missedFindings(location, site))),
      Promise.all(Object.entries({ probe, diagnose, notify }).map(mappingFindings)),
    ]);
    return [...ran, ...errors.flat(), ...missed.flat(), ...mapped.flat()];
  },
});

const ranFinding = async (
  name: string,
  functionName: string,
  everyMs: Milliseconds,
  { clock }: Site,
): Promise<Finding> => {
  const now = clock.now();
  const withinMs = 2 * everyMs + LATE_MS;
  const points = await minutesOf(lambdaMetric(functionName, 'Invocations'), now - withinMs, now);
  const last = Math.max(...points.filter(({ sum }) => sum > 0).map(({ at }) => at));
  if (now - last <= withinMs)
    return functions.good(`${name} last ran ${roughDuration(Math.max(0, now - last))} ago`);
  return functions.fault(
    `${name} did not run within ${roughDuration(withinMs)}`,
    name === 'dispatch' ? 'see the schedule' : 'see the schedule, the queue of probe, and what calls probe',
  );
};

const errorFindings = async (
  [name, functionName]: readonly [string, string],
  { clock }: Site,
): Promise<readonly Finding[]> => {
  const now = clock.now();
  const points = await minutesOf(lambdaMetric(functionName, 'Errors'), now - HOUR_MS, now);
  const failed = points.reduce((sum, point) => sum + point.sum, 0);
  return failed === 0
    ? []
    : [
        functions.fault(
          `${name} failed ${failed} times within the hour`,
          `its log says why: function ${functionName}`,
        ),
      ];
};

const missedFindings = async (location: string, { clock }: Site): Promise<readonly Finding[]> => {
  const now = clock.now();
  const metric = {
    Namespace: METRIC_NAMESPACE,
    MetricName: 'MissedProbes',
    Dimensions: [{ Name: 'Location', Value: location }],
  };
  const points = await minutesOf(metric, now - HOUR_MS, now);
  const missed = points.reduce((sum, point) => sum + point.sum, 0);
  return missed === 0
    ? []
    : [
        functions.fault(
          `${missed} probes from ${location} were missed within the hour`,
          'the log of probe says why: a secret that cannot be read, too little memory for so many checks, or throttling',
        ),
      ];
};

/** A mapping is what makes a queue call a function; it can be switched off by hand. */
const mappingFindings = async ([name, functionName]: readonly [string, string]): Promise<
  readonly Finding[]
> => {
  const pages = paginateListEventSourceMappings(
    { client: new LambdaClient({}) },
    { FunctionName: functionName },
  );
  const off: Finding[] = [];
  for await (const page of pages)
    for (const { State: state = '', UUID: id = '' } of page.EventSourceMappings ?? [])
      if (!/^(?:Enabled|Enabling|Creating|Updating)$/.test(state))
        off.push(
          functions.fault(
            `the queue of ${name} does not call it: its mapping is ${state}`,
            `aws lambda update-event-source-mapping --uuid ${id} --enabled`,
          ),
        );
  return off;
};

const lambdaMetric = (functionName: string, MetricName: string) => ({
  Namespace: 'AWS/Lambda',
  MetricName,
  Dimensions: [{ Name: 'FunctionName', Value: functionName }],
});

type Metric = Pick<GetMetricStatisticsCommandInput, 'Namespace' | 'MetricName' | 'Dimensions'>;

/** A call answers at most 1,440 points, one for each minute of a day. */
const MOST_POINTS = 1_440;

const minutesOf = async (
  metric: Metric,
  from: EpochMs,
  to: EpochMs,
): Promise<readonly { readonly at: EpochMs; readonly sum: number }[]> => {
  const Period = 60 * Math.ceil((to - from) / MINUTE_MS / MOST_POINTS);
  const { Datapoints: points = [] } = await new CloudWatchClient({}).send(
    new GetMetricStatisticsCommand({
      ...metric,
      StartTime: new Date(from),
      EndTime: new Date(to),
      Period,
      Statistics: ['Sum'],
    }),
  );
  return points.map(({ Timestamp: at, Sum: sum = 0 }) => ({ at: at?.getTime() ?? 0, sum }));
};
