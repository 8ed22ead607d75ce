import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import type { WatchedMetric } from '../trends/watched-metric.ts';
import { parseArn } from './arn.ts';
import type { ComponentPlace, ComponentReader } from './component-reader.ts';
import { deliveredGroups } from './delivered-groups.ts';
import { gapFor, unreadable, type FoundGroups } from './found-groups.ts';
import { lazily } from './lazily.ts';

const NEEDED =
  'elasticloadbalancing:DescribeLoadBalancers, elasticloadbalancing:DescribeLoadBalancerAttributes, logs:DescribeDeliverySources, logs:DescribeDeliveries and logs:DescribeDeliveryDestinations';

/** An Application Load Balancer, by name or ARN. */
export const albComponent = (nameOrArn: string, place: ComponentPlace): ComponentReader => {
  const client = place.clients.of(ElasticLoadBalancingV2Client);
  const name = nameOf(nameOrArn);
  const title = `load balancer ${name}`;
  const arn = lazily(() => arnOf(nameOrArn, client));
  const attributes = lazily(async () => attributesOf(await arn(), client));
  return {
    title,
    groups: async () => {
      try {
        return await groupsOf({ title, name, arn: await arn() }, await attributes(), place);
      } catch (error) {
        return { groups: [], gaps: [gapFor(`access logs of ${title}`, error, NEEDED)] };
      }
    },
    // Load balancing keeps no history of its own.
    changes: [],
    resource: arn,
    metrics: async () => metricsOf(await arn(), await attributes()),
  };
};

// arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/front/50dc6c495c0c9188
const nameOf = (nameOrArn: string): string =>
  /:loadbalancer\/app\/([\w-]{1,32})/.exec(nameOrArn)?.[1] ?? nameOrArn;

const arnOf = async (nameOrArn: string, client: ElasticLoadBalancingV2Client): Promise<string> => {
  if (parseArn(nameOrArn)) return nameOrArn;
  const { LoadBalancers: found } = await client.send(
    new DescribeLoadBalancersCommand({ Names: [nameOrArn] }),
  );
  const arn = found?.[0]?.LoadBalancerArn;
  if (arn === undefined) throw new Error(`there is no load balancer ${nameOrArn}`);
  return arn;
};

type Attributes = Readonly<Record<string, string>>;

const attributesOf = async (arn: string, client: ElasticLoadBalancingV2Client): Promise<Attributes> => {
  const { Attributes: found } = await client.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
  );
  return Object.fromEntries((found ?? []).map(({ Key: key, Value: value }) => [key, value ?? '']));
};

const groupsOf = async (
  { title, name, arn }: { readonly title: string; readonly name: string; readonly arn: string },
  attributes: Attributes,
  { clients }: ComponentPlace,
): Promise<FoundGroups> => {
  const groups = await deliveredGroups(arn, 'ALB_ACCESS_LOGS', clients.logs);
  if (groups.length > 0) return { groups, gaps: [] };
  const stored =
    attributes['access_logs.s3.enabled'] === 'true'
      ? `they go to the bucket ${attributes['access_logs.s3.bucket']} alone, which is not read`
      : 'they are off';
  return unreadable(
    `access logs of ${title}: ${stored}`,
    `send them to CloudWatch Logs: aws logs put-delivery-source --name ${name} --resource-arn ${arn} --log-type ALB_ACCESS_LOGS; aws logs put-delivery-destination --name ${name} --delivery-destination-configuration destinationResourceArn=<ARN of a log group>; aws logs create-delivery --delivery-source-name ${name} --delivery-destination-arn <ARN that the second printed>`,
  );
};

const metricsOf = (arn: string, attributes: Attributes): readonly WatchedMetric[] => {
  const [, suffix = ''] = /:loadbalancer\/(.{1,200})$/.exec(arn) ?? [];
  const own = { namespace: 'AWS/ApplicationELB', dimensions: { LoadBalancer: suffix } };
  const idleSeconds = Number(attributes['idle_timeout.timeout_seconds']);
  return [
    {
      ...own,
      name: 'TargetResponseTime',
      stat: 'p95',
      resource: 'response time of the targets (p95)',
      unit: 's',
      ...(idleSeconds > 0 && { limit: idleSeconds }),
    },
    {
      ...own,
      name: 'HTTPCode_Target_5XX_Count',
      stat: 'Sum',
      resource: '5xx of the targets',
      unit: 'answers an hour',
    },
    {
      ...own,
      name: 'HTTPCode_ELB_5XX_Count',
      stat: 'Sum',
      resource: '5xx of its own',
      unit: 'answers an hour',
    },
  ];
};
