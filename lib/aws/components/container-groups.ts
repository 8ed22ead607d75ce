import type { ContainerDefinition } from '@aws-sdk/client-ecs';

import { unreadable, type FoundGroups } from './found-groups.ts';

/** The log group of a container, by the driver that its task definition gives it. */
export const containerGroups = (
  title: string,
  { name, logConfiguration: logging, firelensConfiguration: router }: ContainerDefinition,
  region: string,
): FoundGroups => {
  // The router itself carries the logs of others.
  if (router !== undefined) return { groups: [], gaps: [] };
  const container = `${title}: the logs of container ${name}`;
  const { logDriver: driver, options = {} } = logging ?? {};
  if (driver === undefined)
    return unreadable(
      `${container}: it has no log driver`,
      'give it logConfiguration { logDriver: awslogs } with awslogs-group, awslogs-region and awslogs-stream-prefix in the task definition',
    );
  if (driver === 'awsfirelens') return routed(container, options, region);
  if (driver !== 'awslogs') return unreadable(`${container} go to the driver ${driver}`, ELSEWHERE);
  return groupIn(container, { group: options['awslogs-group'], of: options['awslogs-region'] }, region);
};

const ELSEWHERE =
  'use the awslogs driver, or where they reach CloudWatch Logs by another way, list that group as logGroup';

/** FireLens may send to CloudWatch Logs too; a group named by a template is not known here. */
const routed = (
  container: string,
  { Name: output = 'an output of its own file', log_group_name: group, region: of }: Record<string, string>,
  region: string,
): FoundGroups =>
  /^cloudwatch(?:_logs)?$/.test(output) && group !== undefined && !group.includes('$')
    ? groupIn(container, { group, of }, region)
    : unreadable(`${container} go through FireLens to ${output}`, ELSEWHERE);

const groupIn = (
  container: string,
  { group, of }: { readonly group: string | undefined; readonly of: string | undefined },
  region: string,
): FoundGroups => {
  if (group === undefined) return unreadable(`${container}: awslogs names no awslogs-group`, 'name it');
  return of === undefined || of === region
    ? { groups: [group], gaps: [] }
    : unreadable(
        `${container} go to region ${of}`,
        `list { logGroup: ${group}, region: ${of} } under diagnose.components`,
      );
};
