import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';

import { ecsChanges } from '../changes/ecs-changes.ts';
import type { WatchedMetric } from '../trends/watched-metric.ts';
import type { ComponentPlace, ComponentReader } from './component-reader.ts';
import { containerGroups } from './container-groups.ts';
import { gapFor, joined, unreadable, type FoundGroups } from './found-groups.ts';
import { lazily } from './lazily.ts';

/** An ECS service, by the names that the config has. */
export interface EcsService {
  readonly cluster: string;
  readonly service: string;
}

/** A service: the groups of its containers, its deployments, and what its tasks use. */
export const ecsComponent = (named: EcsService, { clients }: ComponentPlace): ComponentReader => {
  const title = `service ${named.cluster}/${named.service}`;
  const client = clients.of(ECSClient);
  const described = lazily(() => describe(named, client));
  return {
    title,
    groups: async () => {
      try {
        return await groupsOf(title, await described(), { client, region: clients.region });
      } catch (error) {
        const gap = gapFor(title, error, 'ecs:DescribeServices and ecs:DescribeTaskDefinition');
        return { groups: [], gaps: [gap] };
      }
    },
    changes: [ecsChanges(named, described)],
    resource: async () => (await described())?.serviceArn,
    metrics: async () => metricsOf(named),
  };
};

const describe = async ({ cluster, service }: EcsService, client: ECSClient): Promise<Service | undefined> =>
  (await client.send(new DescribeServicesCommand({ cluster, services: [service] }))).services?.[0];

const groupsOf = async (
  title: string,
  service: Service | undefined,
  { client, region }: { readonly client: ECSClient; readonly region: string },
): Promise<FoundGroups> => {
  const running =
    service?.taskDefinition ?? service?.taskSets?.find(({ status }) => status === 'PRIMARY')?.taskDefinition;
  if (running === undefined) return unreadable(`${title}: it does not exist`, 'correct cluster/service');
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: running });
  const { taskDefinition: task } = await client.send(command);
  return joined((task?.containerDefinitions ?? []).map((each) => containerGroups(title, each, region)));
};

const metricsOf = ({ cluster, service }: EcsService): readonly WatchedMetric[] => {
  const own = {
    namespace: 'AWS/ECS',
    dimensions: { ClusterName: cluster, ServiceName: service },
    stat: 'Maximum',
    unit: '%',
    limit: 100,
  } as const;
  return [
    { ...own, name: 'MemoryUtilization', resource: 'memory' },
    { ...own, name: 'CPUUtilization', resource: 'CPU' },
  ];
};
