import {
  CloudWatchLogsClient,
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf } from '../../support/aws-component.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const logs = mockClient(CloudWatchLogsClient);
const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188';
const DESTINATION = 'arn:aws:logs:eu-central-1:123456789012:delivery-destination:front';

const delivering = (logType: string, deliveryDestinationType: 'CWL' | 'S3') => {
  logs
    .on(DescribeDeliverySourcesCommand)
    .resolvesOnce({
      deliverySources: [{ name: 'other', resourceArns: ['arn:other'], logType }],
      nextToken: '2',
    })
    .resolves({ deliverySources: [{ name: 'front', resourceArns: [ARN], logType }] });
  logs.on(DescribeDeliveriesCommand).resolves({
    deliveries: [
      { deliverySourceName: 'other', deliveryDestinationArn: 'arn:else', deliveryDestinationType: 'CWL' },
      { deliverySourceName: 'front', deliveryDestinationArn: DESTINATION, deliveryDestinationType },
    ],
  });
  const destinationResourceArn = 'arn:aws:logs:eu-central-1:123456789012:log-group:/shop/front:*';
  logs.on(DescribeDeliveryDestinationsCommand).resolves({
    deliveryDestinations: [
      { arn: DESTINATION, deliveryDestinationConfiguration: { destinationResourceArn } },
    ],
  });
};

beforeEach(() => {
  elb.reset();
  logs.reset();
  elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [{ LoadBalancerArn: ARN }] });
  elb.on(DescribeLoadBalancerAttributesCommand).resolves({ Attributes: [] });
  logs.on(DescribeDeliverySourcesCommand).resolves({ deliverySources: [] });
});

describe('the logs of a load balancer', () => {
  it.each(['front', ARN])('are in the group that they are delivered to: %s', async (name) => {
    delivering('ALB_ACCESS_LOGS', 'CWL');
    expect(await groupsOf({ kind: 'alb', name })).toEqual({ groups: ['/shop/front'], gaps: [] });
  });

  it.each([
    ['connection logs alone', 'ALB_CONNECTION_LOGS', 'CWL'],
    ['a bucket alone', 'ALB_ACCESS_LOGS', 'S3'],
  ] as const)('are a gap with %s', async (_, logType, to) => {
    delivering(logType, to);
    const { groups, gaps } = await groupsOf({ kind: 'alb', name: 'front' });
    expect(groups).toEqual([]);
    expect(gaps[0]?.missing).toBe('access logs of load balancer front: they are off');
  });

  it('are a gap that names the bucket and the commands that send them to CloudWatch Logs', async () => {
    elb.on(DescribeLoadBalancerAttributesCommand).resolves({
      Attributes: [
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: 'shop-logs' },
      ],
    });
    const { gaps } = await groupsOf({ kind: 'alb', name: 'front' });
    expect(gaps[0]?.missing).toContain('they go to the bucket shop-logs alone');
    expect(gaps[0]?.fix).toContain(
      `aws logs put-delivery-source --name front --resource-arn ${ARN} --log-type ALB_ACCESS_LOGS`,
    );
  });

  it('are a gap where it does not exist, or may not be asked for', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers: [] });
    expect((await groupsOf({ kind: 'alb', name: 'nope' })).gaps[0]?.missing).toContain(
      'there is no load balancer nope',
    );
    elb.on(DescribeLoadBalancersCommand).rejects(awsError('AccessDenied', 'denied'));
    expect((await groupsOf({ kind: 'alb', name: 'front' })).gaps[0]?.fix).toContain(
      'elasticloadbalancing:DescribeLoadBalancers',
    );
  });
});
