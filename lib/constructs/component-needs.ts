import { Arn, ArnFormat, type ArnComponents, type Stack } from 'aws-cdk-lib';

import type { ComponentRef } from '../core/diagnosis/component.ts';

/** Actions, and the resources that they are used on. */
export interface Need {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Makes an ARN in the account and region of a component. */
type ArnOf = (service: string, resource: string, name: string, format?: ArnFormat) => string;

type NeedsOf = {
  readonly [Kind in ComponentRef['kind']]: (
    component: Extract<ComponentRef, { readonly kind: Kind }>,
    arn: ArnOf,
  ) => readonly Need[];
};

/** What reading a component needs: its log groups, its service, its changes, its metrics. */
export const componentNeeds = (component: ComponentRef, stack: Stack): readonly Need[] => {
  const own = placeIn('name' in component ? component.name : 'id' in component ? component.id : '');
  const region = ('region' in component ? component.region : undefined) ?? own.region;
  const arn: ArnOf = (service, resource, resourceName, arnFormat = ArnFormat.COLON_RESOURCE_NAME) =>
    stack.formatArn({
      service,
      resource,
      ...(arnFormat !== ArnFormat.NO_RESOURCE_NAME && { resourceName }),
      arnFormat,
      ...(region && { region }),
      // APIs belong to no account: `arn:aws:apigateway:eu-central-1::/restapis/abc123`.
      ...(service === 'apigateway' ? { account: '' } : own.account && { account: own.account }),
    });
  // The table has, for each kind, the function of that kind; TypeScript does not follow the correlation.
  const needs = NEEDS[component.kind] as (each: ComponentRef, arnOf: ArnOf) => readonly Need[];
  return needs(component, arn);
};

/** An ARN says its region and account itself. */
const placeIn = (nameOrArn: string): Pick<ArnComponents, 'region' | 'account'> =>
  nameOrArn.startsWith('arn:') ? Arn.split(nameOrArn, ArnFormat.NO_RESOURCE_NAME) : {};

const need = (actions: readonly string[], ...resources: readonly string[]): Need => ({ actions, resources });

/** Some calls compare `…:NAME:*`, the group's streams, and some `…:NAME` itself. */
const logs = (arn: ArnOf, ...names: readonly string[]): readonly Need[] => [
  need(
    ['logs:FilterLogEvents', 'logs:StartQuery'],
    ...names.flatMap((name) => {
      const group = arn('logs', 'log-group', name);
      return name.endsWith('*') ? [group] : [group, `${group}:*`];
    }),
  ),
  // What a query found belongs to no group.
  need(['logs:GetQueryResults', 'logs:StopQuery'], '*'),
];

/** Which stack a resource is in is not known before it is asked for; CloudTrail and metrics know no resources. */
const changesAndTrends = (arn: ArnOf): readonly Need[] => [
  need(['cloudformation:DescribeStackResources', 'cloudtrail:LookupEvents', 'cloudwatch:GetMetricData'], '*'),
  need(
    ['cloudformation:DescribeStackEvents'],
    arn('cloudformation', 'stack', '*', ArnFormat.SLASH_RESOURCE_NAME),
  ),
];

const NONE = (): readonly Need[] => [];

const NEEDS: NeedsOf = {
  logGroup: ({ name }, arn) => logs(arn, nameIn(name, ':log-group:')),
  logGroupPrefix: ({ name }, arn) => [
    ...logs(arn, `${nameIn(name, ':log-group:').replace(/\*$/, '')}*`),
    need(['logs:DescribeLogGroups'], '*'),
  ],
  lambda: ({ name }, arn) => {
    const plain = nameIn(name, ':function:');
    return [
      ...logs(arn, `/aws/lambda/${plain}`),
      need(
        ['GetFunctionConfiguration', 'GetFunctionConcurrency', 'ListVersionsByFunction', 'ListAliases'].map(
          (action) => `lambda:${action}`,
        ),
        arn('lambda', 'function', plain),
      ),
      need(['codedeploy:ListDeployments'], '*'),
      need(['codedeploy:BatchGetDeployments'], arn('codedeploy', 'deploymentgroup', '*')),
      ...changesAndTrends(arn),
    ];
  },
  ecs: ({ cluster, service }, arn) => [
    ...logs(arn, `/ecs/${service}*`),
    need(
      ['ecs:DescribeServices'],
      arn('ecs', 'service', `${cluster}/${service}`, ArnFormat.SLASH_RESOURCE_NAME),
    ),
    // A task definition's revisions are not known before the deployment that makes them.
    need(['ecs:DescribeTaskDefinition'], '*'),
    ...changesAndTrends(arn),
  ],
  rds: ({ name }, arn) => {
    const plain = nameIn(name, ':db:');
    return [
      // The cluster of an Aurora instance has a name of its own.
      ...logs(arn, `/aws/rds/instance/${plain}/*`, '/aws/rds/cluster/*'),
      need(['rds:DescribeDBInstances'], arn('rds', 'db', plain)),
      need(['rds:DescribeDBClusters'], arn('rds', 'cluster', '*')),
      need(['rds:DescribeDBParameters'], arn('rds', 'pg', '*')),
      need(['rds:DescribeEvents'], '*'),
      ...changesAndTrends(arn),
    ];
  },
  apigateway: ({ id }, arn) => {
    const plain = /\/(?:restapis|apis)\/(\w+)/.exec(id)?.[1] ?? id;
    return [
      ...logs(arn, `API-Gateway-Execution-Logs_${plain}/*`, `/aws/apigateway/${plain}*`),
      need(
        ['apigateway:GET'],
        ...['restapis', 'apis'].flatMap((kind) =>
          ['', '/stages', '/deployments'].map((part) =>
            arn('apigateway', `/${kind}/${plain}${part}`, '', ArnFormat.NO_RESOURCE_NAME),
          ),
        ),
      ),
      ...changesAndTrends(arn),
    ];
  },
  // Load balancing and the delivery of logs list what there is, or nothing.
  alb: (_, arn) => [
    need(
      [
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'logs:DescribeDeliverySources',
        'logs:DescribeDeliveries',
        'logs:DescribeDeliveryDestinations',
      ],
      '*',
    ),
    ...changesAndTrends(arn),
  ],
  file: NONE,
  command: NONE,
  journald: NONE,
  docker: NONE,
  git: NONE,
  deploys: NONE,
};

/** The name in an ARN, or the text itself. */
const nameIn = (text: string, after: string): string =>
  text.includes(after) ? (text.split(after)[1]?.split(':')[0] ?? text) : text;
