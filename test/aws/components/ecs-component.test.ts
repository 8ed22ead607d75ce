import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type ContainerDefinition,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf } from '../../support/aws-component.ts';

const ecs = mockClient(ECSClient);
const ORDERS = { kind: 'ecs', cluster: 'shop', service: 'orders' } as const;
const TASK = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:42';

beforeEach(() => ecs.reset());

const withContainers = async (...containerDefinitions: ContainerDefinition[]) => {
  ecs.on(DescribeServicesCommand).resolves({ services: [{ taskDefinition: TASK }] });
  ecs
    .on(DescribeTaskDefinitionCommand, { taskDefinition: TASK })
    .resolves({ taskDefinition: { containerDefinitions } });
  return groupsOf(ORDERS);
};

const AWSLOGS = { 'awslogs-group': '/ecs/orders', 'awslogs-region': 'eu-central-1' };

describe('the logs of a service', () => {
  it.each<[string, ContainerDefinition['logConfiguration'], readonly string[], string | undefined]>([
    ['awslogs', { logDriver: 'awslogs', options: AWSLOGS }, ['/ecs/orders'], undefined],
    [
      'awslogs in another region',
      { logDriver: 'awslogs', options: { ...AWSLOGS, 'awslogs-region': 'us-east-1' } },
      [],
      'list { logGroup: /ecs/orders, region: us-east-1 } under diagnose.components',
    ],
    ['no driver', undefined, [], 'give it logConfiguration'],
    ['splunk', { logDriver: 'splunk' }, [], 'use the awslogs driver'],
    [
      'FireLens to CloudWatch Logs',
      { logDriver: 'awsfirelens', options: { Name: 'cloudwatch_logs', log_group_name: '/shop/orders' } },
      ['/shop/orders'],
      undefined,
    ],
    [
      'FireLens to a group named by a template',
      { logDriver: 'awsfirelens', options: { Name: 'cloudwatch', log_group_name: '/shop/$(ecs_task_id)' } },
      [],
      'use the awslogs driver',
    ],
    [
      'FireLens to elsewhere',
      { logDriver: 'awsfirelens', options: { Name: 'datadog' } },
      [],
      'use the awslogs driver',
    ],
  ])('by %s', async (_, logConfiguration, groups, fix) => {
    const found = await withContainers({ name: 'app', ...(logConfiguration && { logConfiguration }) });
    expect(found.groups).toEqual(groups);
    expect(found.gaps.map((gap) => gap.missing.includes('container app'))).toEqual(fix ? [true] : []);
    if (fix) expect(found.gaps[0]?.fix).toContain(fix);
  });

  it('are those of all its containers, each group once, without the router of logs', async () => {
    const logConfiguration = { logDriver: 'awslogs', options: AWSLOGS } as const;
    const found = await withContainers(
      { name: 'app', logConfiguration },
      { name: 'sidecar', logConfiguration },
      { name: 'router', firelensConfiguration: { type: 'fluentbit' } },
    );
    expect(found).toEqual({ groups: ['/ecs/orders'], gaps: [] });
  });

  it('are a gap where the service does not exist', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [] });
    expect((await groupsOf(ORDERS)).gaps).toEqual([
      { missing: 'service shop/orders: it does not exist', fix: 'correct cluster/service' },
    ]);
  });

  it('are a gap where the role may not ask', async () => {
    ecs.on(DescribeServicesCommand).rejects(awsError('AccessDeniedException', 'denied'));
    expect((await groupsOf(ORDERS)).gaps[0]?.fix).toMatch(/^allow ecs:DescribeServices/);
  });
});
