import type { ComponentRef } from '../core/diagnosis/component.ts';
import type { ChangeSource, Clock, ComponentResolver } from '../core/ports.ts';
import type { AwsClients, ClientsFor, Elsewhere } from './components/aws-clients.ts';
import { ecsChanges, ecsGroups } from './components/ecs-component.ts';
import type { FoundGroups } from './components/found-groups.ts';
import { groupsByPrefix } from './components/groups-by-prefix.ts';
import { lambdaChanges, lambdaGroups } from './components/lambda-component.ts';
import { logGroupSource } from './logs/log-group-source.ts';

/** Finds the log groups and the changes of components on AWS; logging that is off is a gap that says how to turn it on. */
export const awsComponentResolver = (clientsFor: ClientsFor, clock: Clock): ComponentResolver => ({
  logs: async (component) => {
    const clients = clientsFor(placeOf(component));
    const { groups, gaps } = await groupsOf(component, clients);
    const reader = { client: clients.logs, clock, pace: clients.pace, region: clients.region };
    return { sources: groups.map((group) => logGroupSource(group, reader)), gaps };
  },
  changes: async (component) => changesOf(component, clientsFor(placeOf(component))),
});

/** An ARN says its region itself. */
const placeOf = (component: ComponentRef): Elsewhere => {
  const { region, assumeRole } = component as Elsewhere;
  const named = 'name' in component ? regionIn(component.name) : undefined;
  const where = region ?? named;
  return { ...(where !== undefined && { region: where }), ...(assumeRole !== undefined && { assumeRole }) };
};

// arn:aws:lambda:eu-central-1:123456789012:function:orders-fn
const regionIn = (text: string): string | undefined =>
  /^arn:[\w-]{1,16}:[\w-]{1,32}:([\w-]{1,32}):/.exec(text)?.[1];

type GroupsOf = {
  readonly [Kind in ComponentRef['kind']]: (
    component: Extract<ComponentRef, { readonly kind: Kind }>,
    clients: AwsClients,
  ) => Promise<FoundGroups> | FoundGroups;
};

const embeddedOnly = ({ kind }: ComponentRef): FoundGroups =>
  unreadable(`component ${kind} is not read on AWS`, 'name a logGroup in its place');

const LOG_GROUPS: GroupsOf = {
  logGroup: ({ name }) => ({ groups: [groupName(name)], gaps: [] }),
  lambda: ({ name }, clients) => lambdaGroups(name, clients),
  ecs: ecsGroups,
  rds: ({ name }, clients) =>
    groupsByPrefix([`/aws/rds/instance/${name}/`], clients, {
      missing: `logs of database ${name}: none are exported`,
      fix: `aws rds modify-db-instance --db-instance-identifier ${name} --cloudwatch-logs-export-configuration '{"EnableLogTypes":["error"]}', with "postgresql" in place of "error" for PostgreSQL`,
    }),
  apigateway: ({ id }, clients) =>
    groupsByPrefix([`API-Gateway-Execution-Logs_${id}/`, `/aws/apigateway/${id}`], clients, {
      missing: `logs of API ${id}: neither execution nor access logs are on`,
      fix: 'turn execution logging at level ERROR on in the stage, or list the group of its access log as logGroup',
    }),
  alb: ({ name }) =>
    unreadable(
      `logs of load balancer ${name}: they go to S3, which is not read`,
      'send them to CloudWatch Logs (access log delivery), and list that group as logGroup',
    ),
  file: embeddedOnly,
  command: embeddedOnly,
  journald: embeddedOnly,
  docker: embeddedOnly,
  git: embeddedOnly,
};

/** The table has, for each kind, the function of that kind; TypeScript does not follow the correlation. */
const groupsOf = (component: ComponentRef, clients: AwsClients): Promise<FoundGroups> | FoundGroups =>
  (LOG_GROUPS[component.kind] as (each: ComponentRef, clients: AwsClients) => Promise<FoundGroups>)(
    component,
    clients,
  );

const unreadable = (missing: string, fix: string): FoundGroups => ({ groups: [], gaps: [{ missing, fix }] });

const changesOf = (component: ComponentRef, clients: AwsClients): readonly ChangeSource[] => {
  if (component.kind === 'lambda') return [lambdaChanges(component.name, clients)];
  return component.kind === 'ecs' ? [ecsChanges(component, clients)] : [];
};

// arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/orders:*
const groupName = (nameOrArn: string): string =>
  /:log-group:([\w./#-]{1,512})/.exec(nameOrArn)?.[1] ?? nameOrArn;
