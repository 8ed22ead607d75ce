import { DescribeServicesCommand, DescribeTaskDefinitionCommand, type Deployment } from '@aws-sdk/client-ecs';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { ChangeSource } from '../../core/ports.ts';
import type { AwsClients } from './aws-clients.ts';
import { gapFor, type FoundGroups } from './found-groups.ts';

/** An ECS service, by the names that the config has. */
export interface EcsService {
  readonly cluster: string;
  readonly service: string;
}

/** The log groups that the containers of a service write to by the `awslogs` driver. */
export const ecsGroups = async (named: EcsService, clients: AwsClients): Promise<FoundGroups> => {
  const what = `service ${named.cluster}/${named.service}`;
  try {
    const service = await describe(named, clients);
    if (!service?.taskDefinition)
      return {
        groups: [],
        gaps: [{ missing: `${what}: it does not exist`, fix: 'correct cluster/service' }],
      };
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition });
    const { taskDefinition: task } = await clients.ecs.send(command);
    const found = (task?.containerDefinitions ?? []).map(({ name, logConfiguration }) => ({
      name,
      group: logConfiguration?.options?.['awslogs-group'],
    }));
    return {
      groups: [...new Set(found.flatMap(({ group }) => group ?? []))],
      gaps: found
        .filter(({ group }) => group === undefined)
        .map(({ name }) => ({
          missing: `${what}: container ${name} does not log to CloudWatch Logs`,
          fix: 'give it the awslogs driver, or list the group that it logs to as logGroup',
        })),
    };
  } catch (error) {
    return {
      groups: [],
      gaps: [gapFor(what, error, 'ecs:DescribeServices and ecs:DescribeTaskDefinition')],
    };
  }
};

/** The deployments of a service. */
export const ecsChanges = (named: EcsService, clients: AwsClients): ChangeSource => ({
  changes: async (from, to) => {
    const deployments = (await describe(named, clients))?.deployments ?? [];
    return deployments
      .flatMap((deployment) => changeOf(named, deployment))
      .filter(({ at }) => from <= at && at <= to);
  },
  trends: async () => [],
});

const describe = async ({ cluster, service }: EcsService, { ecs }: AwsClients) =>
  (await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))).services?.[0];

const changeOf = (
  { cluster, service }: EcsService,
  { createdAt, taskDefinition }: Deployment,
): readonly Change[] => {
  if (!createdAt) return [];
  // arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:42
  const [, family, revision] = /task-definition\/([\w-]{1,255}):(\d{1,9})$/.exec(taskDefinition ?? '') ?? [];
  const rollBack = `aws ecs update-service --cluster ${cluster} --service ${service} --task-definition ${family}:${Number(revision) - 1}`;
  return [
    {
      at: createdAt.getTime(),
      what: `${service} was deployed${family === undefined ? '' : ` with ${family}:${revision}`}`,
      component: service,
      ...(family !== undefined && Number(revision) > 1 && { rollBack }),
    },
  ];
};
