import { awsComponentResolver } from '../../lib/aws/component-resolver.ts';
import { awsClients } from '../../lib/aws/components/aws-clients.ts';
import type { ComponentRef } from '../../lib/core/diagnosis/component.ts';
import type { ChangeSource } from '../../lib/core/ports.ts';
import { systemClock } from '../../lib/system/clock.ts';

export const REGION = 'eu-central-1';

/** An error as a service names it. */
export const awsError = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

export const resolver = () => awsComponentResolver(awsClients(REGION, systemClock), systemClock);

/** The groups of a component by name, and its gaps. */
export const groupsOf = async (component: ComponentRef) => {
  const { sources, gaps } = await resolver().logs(component);
  return { groups: sources.map(({ name }) => name), gaps };
};

/** All changes that the sources of a component tell, and why some do not. */
export const changesOf = async (component: ComponentRef, from: number, to: number) => {
  const sources = await resolver().changes(component);
  return settled(sources.map((source: ChangeSource) => source.changes(from, to)));
};

/** All trends of a component. */
export const trendsOf = async (component: ComponentRef, at: number) => {
  const sources = await resolver().changes(component);
  return settled(sources.map((source) => source.trends(at)));
};

const settled = async <Value>(asked: readonly Promise<readonly Value[]>[]) => {
  const found = await Promise.allSettled(asked);
  return {
    values: found.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])),
    errors: found.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : [])),
  };
};
