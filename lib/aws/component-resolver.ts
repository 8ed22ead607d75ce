import type { ComponentRef } from '../core/diagnosis/component.ts';
import type { Gap } from '../core/diagnosis/diagnosis.ts';
import type { Clock, ComponentResolver, LogSource } from '../core/ports.ts';
import { changeSources } from './changes/component-changes.ts';
import { parseArn } from './components/arn.ts';
import type { ClientsFor, Elsewhere } from './components/aws-clients.ts';
import type { ComponentPlace, ComponentReader } from './components/component-reader.ts';
import { logGroupComponent, logGroupPrefixComponent } from './components/log-group-component.ts';
import { logGroupSource } from './logs/log-group-source.ts';

/** Finds the log groups, changes and trends of components on AWS; logging that is off is a gap that says how to turn it on. */
export const awsComponentResolver = (clientsFor: ClientsFor, clock: Clock): ComponentResolver => {
  const sources = new Map<string, LogSource>();
  // One source for each group, so that a group that two components name is read once.
  const sourceOf = (group: string, { clients }: ComponentPlace, role: string): LogSource => {
    const key = `${clients.region} ${role} ${group}`;
    const reader = { client: clients.logs, clock, pace: clients.pace, reads: clients.reads };
    const source = sources.get(key) ?? logGroupSource(group, reader);
    sources.set(key, source);
    return source;
  };
  return {
    logs: async (component) => {
      const place = placeOf(component, clientsFor);
      const reader = await readerOf(component, place);
      if (!reader) return { sources: [], gaps: [embeddedOnly(component)] };
      const { groups, gaps } = await reader.groups();
      const role = elsewhere(component).assumeRole ?? '';
      return { sources: groups.map((group) => sourceOf(group, place, role)), gaps };
    },
    changes: async (component) => {
      const place = placeOf(component, clientsFor);
      const reader = await readerOf(component, place);
      return reader ? changeSources(reader, place) : [];
    },
  };
};

const embeddedOnly = ({ kind }: ComponentRef): Gap => ({
  missing: `component ${kind} is not read on AWS`,
  fix: 'name a logGroup in its place',
});

const elsewhere = (component: ComponentRef): Elsewhere => component as Elsewhere;

/** An ARN says its region itself, and its account, which a monitoring account reads without a role of it. */
const placeOf = (component: ComponentRef, clientsFor: ClientsFor): ComponentPlace => {
  const { region, assumeRole } = elsewhere(component);
  const arn = parseArn(nameOf(component));
  const where = region ?? arn?.region;
  const clients = clientsFor({
    ...(where !== undefined && { region: where }),
    ...(assumeRole !== undefined && { assumeRole }),
  });
  const account = assumeRole === undefined ? arn?.account : undefined;
  return { clients, ...(account && { account }) };
};

const nameOf = (component: ComponentRef): string => {
  if ('name' in component) return component.name;
  return 'id' in component ? component.id : '';
};

type Readers = {
  readonly [Kind in ComponentRef['kind']]?: (
    component: Extract<ComponentRef, { readonly kind: Kind }>,
    place: ComponentPlace,
  ) => Promise<ComponentReader>;
};

/** Each kind loads with its own clients, and no others; what is missing is embedded only. */
const READERS: Readers = {
  lambda: async ({ name }, place) =>
    (await import('./components/lambda-component.ts')).lambdaComponent(name, place),
  ecs: async (named, place) => (await import('./components/ecs-component.ts')).ecsComponent(named, place),
  alb: async ({ name }, place) => (await import('./components/alb-component.ts')).albComponent(name, place),
  apigateway: async ({ id }, place) =>
    (await import('./components/api-component.ts')).apiComponent(id, place),
  rds: async ({ name }, place) => (await import('./components/rds-component.ts')).rdsComponent(name, place),
  logGroup: async ({ name }, place) => logGroupComponent(name, place),
  logGroupPrefix: async ({ name }, place) => logGroupPrefixComponent(name, place),
};

/** The table has, for each kind, the function of that kind; TypeScript does not follow the correlation. */
const readerOf = async (
  component: ComponentRef,
  place: ComponentPlace,
): Promise<ComponentReader | undefined> =>
  (
    READERS[component.kind] as
      | ((each: ComponentRef, place: ComponentPlace) => Promise<ComponentReader>)
      | undefined
  )?.(component, place);
