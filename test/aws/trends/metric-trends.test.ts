import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, DescribeDBParametersCommand, RDSClient } from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { describeTrend } from '../../../lib/core/diagnosis/trends.ts';
import { awsError, trendsOf } from '../../support/aws-component.ts';

const cloudwatch = mockClient(CloudWatchClient);
const mocks = [
  cloudwatch,
  mockClient(RDSClient),
  mockClient(LambdaClient),
  mockClient(ECSClient),
  mockClient(ElasticLoadBalancingV2Client),
] as const;
const [, rds, lambda, ecs, elb] = mocks;
const NOW = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const GIB = 1024 ** 3;
beforeEach(() => mocks.forEach((mock) => mock.reset()));

/** A week by the hour, newest first, as CloudWatch gives it, in two pages. */
const withSeries = (values: Readonly<Record<string, (hour: number) => number>>) =>
  cloudwatch
    .on(GetMetricDataCommand)
    .callsFake(({ MetricDataQueries: queries, NextToken }: GetMetricDataCommandInput) => ({
      NextToken: NextToken === undefined ? 'second' : undefined,
      MetricDataResults: (queries ?? []).map(({ Id, MetricStat }) => {
        const value = values[MetricStat!.Metric!.MetricName!];
        const hours = value
          ? Array.from({ length: 84 }, (_, index) => (NextToken === undefined ? 167 : 83) - index)
          : [];
        return {
          Id,
          Timestamps: hours.map((hour) => new Date(NOW - (168 - hour) * HOUR)),
          Values: hours.map((hour) => value!(hour)),
        };
      }),
    }));

const withDatabase = () => {
  const DBParameterGroups = [{ DBParameterGroupName: 'shop' }];
  rds.on(DescribeDBInstancesCommand).resolves({
    DBInstances: [
      {
        DBInstanceIdentifier: 'orders-db',
        AllocatedStorage: 100,
        MaxAllocatedStorage: 120,
        DBParameterGroups,
      },
    ],
  });
  rds
    .on(DescribeDBParametersCommand)
    .resolves({ Parameters: [{ ParameterName: 'max_connections', ParameterValue: '200' }] });
};
const ofDatabase = () => trendsOf({ kind: 'rds', name: 'orders-db' }, NOW);

describe('the trends of a database', () => {
  it('are what heads for its limit: storage with what may still be added, connections against the maximum', async () => {
    withDatabase();
    withSeries({
      FreeStorageSpace: (hour) => (40 - hour * 0.1) * GIB,
      DatabaseConnections: (hour) => 20 + hour,
      FreeableMemory: () => GIB,
    });
    const { values, errors } = await ofDatabase();
    expect(errors).toEqual([]);
    expect(values.map(describeTrend)).toEqual([
      'connections of database orders-db rises by 24 connections a day and reaches its limit of 200 connections on 2026-11-22',
      'free storage of database orders-db falls by 2.4 GiB a day and reaches its limit of 0 GiB on 2026-12-10',
    ]);
  });

  it('cost one call for all metrics', async () => {
    withDatabase();
    cloudwatch.on(GetMetricDataCommand).resolves({});
    await ofDatabase();
    const [call, ...more] = cloudwatch.commandCalls(GetMetricDataCommand);
    expect(more).toEqual([]);
    expect(call!.args[0].input).toMatchObject({
      StartTime: new Date(NOW - 168 * HOUR),
      EndTime: new Date(NOW),
    });
    expect(call!.args[0].input.MetricDataQueries).toHaveLength(3);
  });

  it('are not told where nothing moves', async () => {
    withDatabase();
    withSeries({
      FreeStorageSpace: () => 40 * GIB,
      DatabaseConnections: (hour) => 20 + (hour % 24),
      FreeableMemory: (hour) => GIB - (hour % 24),
    });
    expect(await ofDatabase()).toEqual({ values: [], errors: [] });
  });

  it('say what to allow where metrics may not be read', async () => {
    withDatabase();
    cloudwatch.on(GetMetricDataCommand).rejects(awsError('AccessDenied', 'denied'));
    expect((await ofDatabase()).errors).toEqual([
      'trends of database orders-db: denied; allow cloudwatch:GetMetricData to the diagnose role',
    ]);
  });
});

describe('the trends of', () => {
  it('a function are its duration against the timeout, and its concurrency against what is reserved', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ Timeout: 30 });
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 50 });
    withSeries({
      Duration: (hour) => 1_000 + hour * 100,
      ConcurrentExecutions: (hour) => hour / 8,
      memory_utilization: () => 40,
    });
    const { values } = await trendsOf({ kind: 'lambda', name: 'orders-fn' }, NOW);
    expect(values.map(({ resource, limit }) => [resource, limit])).toEqual([
      ['duration', 30_000],
      ['concurrency', 50],
    ]);
  });

  it('a service are the memory and the processor of its tasks', async () => {
    ecs.on(DescribeServicesCommand).resolves({});
    withSeries({ MemoryUtilization: (hour) => 20 + hour / 4 });
    const { values } = await trendsOf({ kind: 'ecs', cluster: 'shop', service: 'orders' }, NOW);
    expect(values).toMatchObject([{ resource: 'memory', unit: '%', limit: 100, perDay: 6 }]);
    expect(cloudwatch.call(0).args[0].input).toMatchObject({
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ECS',
              Dimensions: [
                { Name: 'ClusterName', Value: 'shop' },
                { Name: 'ServiceName', Value: 'orders' },
              ],
            },
          },
        },
        {},
      ],
    });
  });

  it('a load balancer are the time of its targets against the idle timeout, and its 5xx', async () => {
    elb
      .on(DescribeLoadBalancerAttributesCommand)
      .resolves({ Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '60' }] });
    withSeries({ TargetResponseTime: (hour) => hour / 10, HTTPCode_Target_5XX_Count: (hour) => hour });
    const name = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/front/50dc';
    const { values } = await trendsOf({ kind: 'alb', name }, NOW);
    expect(values).toMatchObject([
      { resource: 'response time of the targets (p95)', limit: 60 },
      { resource: '5xx of the targets' },
    ]);
    expect(values[1]).not.toHaveProperty('limit');
    expect(cloudwatch.call(0).args[0].input).toMatchObject({
      MetricDataQueries: [
        {
          AccountId: '123456789012',
          MetricStat: { Metric: { Dimensions: [{ Name: 'LoadBalancer', Value: 'app/front/50dc' }] } },
        },
        {},
        {},
      ],
    });
  });
});
