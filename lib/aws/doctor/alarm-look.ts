import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';

import { findingsOf, type Finding } from '../../core/doctor/finding.ts';
import { someNames } from '../../core/doctor/some-names.ts';
import { METRIC_NAMESPACE } from '../../core/metrics/namespace.ts';
import type { Deployment } from '../deployment.ts';
import type { Look } from './look.ts';

const alarms = findingsOf('alarms');

/** Whether the alarms of the stack are there, on, and quiet. */
export const alarmLook: Look = {
  area: 'alarms',
  actions: 'cloudformation:ListStackResources and cloudwatch:DescribeAlarms',
  look: async ({ stack, deployment, siblings }) => {
    const made = await alarmNames(new CloudFormationClient({}), stack);
    const ours = made.filter((name) => isOf(name, deployment, siblings));
    const found = await describe(new CloudWatchClient({}), ours);
    const missing = ours.filter((name) => !found.some((each) => each.AlarmName === name));
    const [checks, own] = [found.filter(isOfCheck), found.filter((each) => !isOfCheck(each))];
    const findings = [...missingFinding(missing, stack), ...ownFindings(own), ...checkFindings(checks)];
    if (findings.length > 0 || found.length === 0) return findings;
    return [alarms.good(`all ${found.length} alarms are there and on, and none is in ALARM`)];
  },
};

/** A construct `Probes` may have a neighbour `ProbesOfTheShop`. */
const isOf = (name: string, { alarms: own }: Deployment, siblings: readonly Deployment[]): boolean =>
  name.startsWith(own) &&
  !siblings.some(({ alarms: other }) => other.length > own.length && name.startsWith(other));

/** In nested stacks too. */
const alarmNames = async (client: CloudFormationClient, stack: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack }))
    for (const { ResourceType: type, PhysicalResourceId: id = '' } of page.StackResourceSummaries ?? []) {
      if (type === 'AWS::CloudWatch::Alarm') names.push(id);
      if (type === 'AWS::CloudFormation::Stack') names.push(...(await alarmNames(client, id)));
    }
  return names;
};

/** The most names that DescribeAlarms takes (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html). */
const NAMES_PER_CALL = 100;

const describe = async (
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly MetricAlarm[]> => {
  const found: MetricAlarm[] = [];
  for (let from = 0; from < names.length; from += NAMES_PER_CALL) {
    const AlarmNames = names.slice(from, from + NAMES_PER_CALL);
    const command = new DescribeAlarmsCommand({ AlarmNames, MaxRecords: NAMES_PER_CALL });
    found.push(...((await client.send(command)).MetricAlarms ?? []));
  }
  return found;
};

const isOfCheck = ({
  Namespace: namespace,
  Dimensions: dimensions = [],
  Metrics: metrics = [],
}: MetricAlarm): boolean =>
  (namespace === METRIC_NAMESPACE && dimensions.some(({ Name: name }) => name === 'CheckName')) ||
  metrics.some(({ MetricStat: stat }) =>
    stat?.Metric?.Dimensions?.some(({ Name: name }) => name === 'CheckName'),
  );

const missingFinding = (missing: readonly string[], stack: string): readonly Finding[] =>
  missing.length === 0
    ? []
    : [
        alarms.fault(
          `${missing.length === 1 ? '1 alarm of the stack was' : `${missing.length} alarms of the stack were`} deleted: ${someNames(missing).join(', ')}`,
          `CloudFormation does not make them again by itself: aws cloudwatch put-metric-alarm with the same names; the template of ${stack} has their properties`,
        ),
      ];

const ownFindings = (own: readonly MetricAlarm[]): readonly Finding[] =>
  own.flatMap(
    ({
      AlarmName: name = '',
      StateValue: state,
      ActionsEnabled: isOn,
      AlarmDescription: says = '',
      StateReason: why = '',
    }) => [
      ...(isOn === false
        ? [
            alarms.fault(
              `${name} is muted: its actions are switched off`,
              `aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
            ),
          ]
        : []),
      ...(state === 'ALARM' ? [alarms.fault(`${name} is in ALARM: ${why}`, says)] : []),
    ],
  );

/** A check that is down is what whydown is there for. */
const checkFindings = (checks: readonly MetricAlarm[]): readonly Finding[] => {
  const down = checks
    .filter(({ StateValue: state }) => state === 'ALARM')
    .map(({ Dimensions: dimensions, AlarmName: name = '' }) => dimensions?.[0]?.Value ?? name);
  return down.length === 0
    ? []
    : [
        alarms.advice(
          `${down.length} of ${checks.length} checks are in ALARM: ${someNames(down).join(', ')}`,
        ),
      ];
};
