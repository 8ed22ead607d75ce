import {
  GetDeploymentsCommand,
  APIGatewayClient,
  GetRestApiCommand,
  GetStagesCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { DescribeEventsCommand, RDSClient } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, changesOf } from '../../support/aws-component.ts';

const ecs = mockClient(ECSClient);
const rds = mockClient(RDSClient);
const rest = mockClient(APIGatewayClient);
const stacks = mockClient(CloudFormationClient);
const trail = mockClient(CloudTrailClient);

const NOW = Date.parse('2026-11-22T10:00:00Z');
const ago = (minutes: number): Date => new Date(NOW - minutes * 60_000);
const inTwoHours = (component: Parameters<typeof changesOf>[0]) => changesOf(component, NOW - 7_200_000, NOW);

beforeEach(() => {
  for (const mock of [ecs, rds, rest, stacks, trail]) mock.reset();
  stacks.on(DescribeStackResourcesCommand).rejects(awsError('ValidationError', 'Stack for x does not exist'));
  trail.on(LookupEventsCommand).resolves({});
});

const TASK = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/orders';
const UPDATE = 'aws ecs update-service --cluster shop --service orders --task-definition';

describe('the deployments of a service', () => {
  it.each<[string, Service, string, string | undefined]>([
    [
      'back to what still drains',
      {
        deployments: [
          { createdAt: ago(4), taskDefinition: `${TASK}:42` },
          { createdAt: ago(900), taskDefinition: `${TASK}:39` },
        ],
      },
      'deployment orders:42',
      `${UPDATE} orders:39`,
    ],
    [
      'back to the revision before',
      { deployments: [{ createdAt: ago(4), taskDefinition: `${TASK}:42` }] },
      'deployment orders:42',
      `${UPDATE} orders:41`,
    ],
    [
      'without a way back from the first',
      { deployments: [{ createdAt: ago(4), taskDefinition: `${TASK}:1` }] },
      'deployment orders:1',
      undefined,
    ],
    [
      'without a way back from the same revision once more',
      {
        deployments: [
          { createdAt: ago(4), taskDefinition: `${TASK}:42` },
          { createdAt: ago(900), taskDefinition: `${TASK}:42` },
        ],
      },
      'deployment orders:42',
      undefined,
    ],
    [
      'by CodeDeploy',
      { taskSets: [{ createdAt: ago(4), taskDefinition: `${TASK}:42`, externalId: 'd-ABC123' }] },
      'deployment orders:42',
      'aws deploy stop-deployment --deployment-id d-ABC123 --auto-rollback-enabled',
    ],
  ])('are told %s', async (_, service, what, rollBack) => {
    ecs.on(DescribeServicesCommand).resolves({ services: [service] });
    const { values, errors } = await inTwoHours({ kind: 'ecs', cluster: 'shop', service: 'orders' });
    expect(values).toEqual([
      { at: NOW - 240_000, what, component: 'service shop/orders', ...(rollBack && { rollBack }) },
    ]);
    expect(errors).toEqual([]);
  });
});

describe('what RDS did to a database', () => {
  it('is a change when it changed something', async () => {
    rds.on(DescribeEventsCommand).resolves({
      Events: [
        {
          Date: ago(9),
          Message: 'Finished applying modification to allocated storage.',
          EventCategories: ['configuration change'],
        },
        { Date: ago(8), Message: 'Backing up DB instance', EventCategories: ['backup'] },
      ],
    });
    const { values } = await inTwoHours({ kind: 'rds', name: 'orders-db' });
    expect(values).toEqual([
      {
        at: NOW - 540_000,
        what: '“Finished applying modification to allocated storage”',
        component: 'database orders-db',
      },
    ]);
    expect(rds.call(0).args[0].input).toMatchObject({
      SourceIdentifier: 'orders-db',
      SourceType: 'db-instance',
      StartTime: ago(120),
      EndTime: ago(0),
    });
  });
});

describe('what changed a stage of an API', () => {
  const withStage = async (deploymentMinutesAgo: number) => {
    rest
      .on(GetStagesCommand)
      .resolves({ item: [{ stageName: 'prod', deploymentId: 'd2', lastUpdatedDate: ago(4) }] });
    rest.on(GetRestApiCommand).resolves({});
    rest.on(GetDeploymentsCommand).resolves({
      items: [
        { id: 'd1', createdDate: ago(5_000) },
        { id: 'd0', createdDate: ago(9_000) },
        { id: 'd2', createdDate: ago(deploymentMinutesAgo) },
      ],
    });
    return (await inTwoHours({ kind: 'apigateway', id: 'abc123' })).values;
  };

  it('is a deployment, rolled back to the one before', async () => {
    expect(await withStage(4)).toEqual([
      {
        at: NOW - 240_000,
        what: 'deployment d2',
        component: 'stage prod of API abc123',
        rollBack:
          'aws apigateway update-stage --rest-api-id abc123 --stage-name prod --patch-operations op=replace,path=/deploymentId,value=d1',
      },
    ]);
  });

  it('is its settings, where the deployment is older', async () => {
    expect(await withStage(300)).toEqual([
      { at: NOW - 240_000, what: 'the new settings', component: 'stage prod of API abc123' },
    ]);
  });
});
