import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

import type { ComponentRef } from '../core/diagnosis/component.ts';

/** What the diagnose function may read of the components behind the checks: these and no others. */
export const componentStatements = (
  components: readonly ComponentRef[],
  stack: Stack,
): readonly PolicyStatement[] => {
  const roles = unique(components.flatMap((each) => ('assumeRole' in each ? (each.assumeRole ?? []) : [])));
  const own = components.filter((each) => !('assumeRole' in each && each.assumeRole !== undefined));
  const groups = unique(
    own.flatMap((each) => logGroupsOf(each).flatMap((name) => groupArns(stack, each, name))),
  );
  const lambdas = unique(own.flatMap((each) => (each.kind === 'lambda' ? [lambdaArn(stack, each)] : [])));
  const services = unique(own.flatMap((each) => (each.kind === 'ecs' ? [serviceArn(stack, each)] : [])));
  return [
    statement(['logs:FilterLogEvents', 'logs:StartQuery'], groups),
    // What a query found, and which groups begin with a name, cannot be limited to a group.
    statement(['logs:GetQueryResults', 'logs:StopQuery'], groups.length > 0 ? ['*'] : []),
    statement(['logs:DescribeLogGroups'], own.some(isFoundByPrefix) ? ['*'] : []),
    statement(['lambda:GetFunctionConfiguration', 'lambda:ListVersionsByFunction'], lambdas),
    statement(['ecs:DescribeServices'], services),
    // A task definition's revisions are not known before the deployment that makes them.
    statement(['ecs:DescribeTaskDefinition'], services.length > 0 ? ['*'] : []),
    statement(['sts:AssumeRole'], roles),
  ].flat();
};

const statement = (actions: string[], resources: readonly string[]): readonly PolicyStatement[] =>
  resources.length === 0 ? [] : [new PolicyStatement({ actions, resources: [...resources] })];

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

const isFoundByPrefix = ({ kind }: ComponentRef): boolean => kind === 'rds' || kind === 'apigateway';

type GroupsOf = {
  readonly [Kind in ComponentRef['kind']]: (
    component: Extract<ComponentRef, { readonly kind: Kind }>,
  ) => readonly string[];
};

const NONE = (): readonly string[] => [];

/** The log groups whose names follow from the component; `*` where AWS adds a stage or the kind of log. */
const LOG_GROUPS: GroupsOf = {
  logGroup: ({ name }) => [nameIn(name, ':log-group:')],
  lambda: ({ name }) => [`/aws/lambda/${nameIn(name, ':function:')}`],
  rds: ({ name }) => [`/aws/rds/instance/${name}/*`],
  apigateway: ({ id }) => [`API-Gateway-Execution-Logs_${id}/*`, `/aws/apigateway/${id}*`],
  ecs: ({ service }) => [`/ecs/${service}*`],
  // Its logs are in S3, or in a group that the config lists.
  alb: NONE,
  file: NONE,
  command: NONE,
  journald: NONE,
  docker: NONE,
  git: NONE,
};

const logGroupsOf = (component: ComponentRef): readonly string[] =>
  // The table has, for each kind, the function of that kind; TypeScript does not follow the correlation.
  (LOG_GROUPS[component.kind] as (each: ComponentRef) => readonly string[])(component);

/** The name in an ARN, or the text itself. */
const nameIn = (text: string, after: string): string =>
  text.includes(after) ? (text.split(after)[1]?.split(':')[0] ?? text) : text;

/** Policies compare `…:NAME:*` with the group's streams, and some calls `…:NAME` itself. */
const groupArns = (stack: Stack, component: ComponentRef, name: string): readonly string[] => {
  const arn = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    ...regionOf(component),
  });
  return name.endsWith('*') ? [arn] : [arn, `${arn}:*`];
};

const regionOf = (component: ComponentRef): { readonly region?: string } =>
  'region' in component && component.region !== undefined ? { region: component.region } : {};

const lambdaArn = (stack: Stack, component: ComponentRef & { readonly kind: 'lambda' }): string =>
  component.name.startsWith('arn:')
    ? component.name
    : Arn.format(
        {
          service: 'lambda',
          resource: 'function',
          resourceName: component.name,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          ...regionOf(component),
        },
        stack,
      );

const serviceArn = (stack: Stack, component: ComponentRef & { readonly kind: 'ecs' }): string =>
  stack.formatArn({
    service: 'ecs',
    resource: 'service',
    resourceName: `${component.cluster}/${component.service}`,
    ...regionOf(component),
  });
