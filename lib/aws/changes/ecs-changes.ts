import type { Deployment, Service, TaskSet } from '@aws-sdk/client-ecs';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { KnownChanges } from '../components/component-reader.ts';
import type { EcsService } from '../components/ecs-component.ts';

/** The deployments of a service, those of CodeDeploy too; rolled back to what ran before. */
export const ecsChanges = (
  named: EcsService,
  described: () => Promise<Service | undefined>,
): KnownChanges => ({
  actions: 'ecs:DescribeServices',
  changes: async (from, to) => {
    const { deployments = [], taskSets = [] } = (await described()) ?? {};
    return [
      ...deployments.flatMap((each) => rolling(named, each, deployments)),
      ...taskSets.flatMap((each) => blueGreen(named, each)),
    ].filter(({ at }) => from <= at && at <= to);
  },
});

const rolling = (
  { cluster, service }: EcsService,
  { createdAt, taskDefinition }: Deployment,
  all: readonly Deployment[],
): readonly Change[] => {
  if (!createdAt) return [];
  const now = revisionOf(taskDefinition);
  const previous = revisionBefore(createdAt, all) ?? revisionBelow(now);
  return [
    {
      at: createdAt.getTime(),
      what: `deployment${now === undefined ? '' : ` ${now}`}`,
      component: `service ${cluster}/${service}`,
      ...(previous !== undefined &&
        previous !== now && {
          rollBack: `aws ecs update-service --cluster ${cluster} --service ${service} --task-definition ${previous}`,
        }),
    },
  ];
};

/** CodeDeploy's task sets carry the id of its deployment. */
const blueGreen = (
  { cluster, service }: EcsService,
  { createdAt, taskDefinition, externalId }: TaskSet,
): readonly Change[] =>
  createdAt
    ? [
        {
          at: createdAt.getTime(),
          what: `deployment ${revisionOf(taskDefinition) ?? externalId ?? ''}`.trim(),
          component: `service ${cluster}/${service}`,
          ...(externalId !== undefined &&
            /^d-[\w]{1,32}$/.test(externalId) && {
              rollBack: `aws deploy stop-deployment --deployment-id ${externalId} --auto-rollback-enabled`,
            }),
        },
      ]
    : [];

// arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:42
const revisionOf = (arn: string | undefined): string | undefined =>
  /task-definition\/([\w-]{1,255}:\d{1,9})$/.exec(arn ?? '')?.[1];

/** What still drains is what ran until now. */
const revisionBefore = (createdAt: Date, all: readonly Deployment[]): string | undefined =>
  revisionOf(
    all
      .filter(({ createdAt: at }) => at !== undefined && at < createdAt)
      .toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt))[0]?.taskDefinition,
  );

const revisionBelow = (revision: string | undefined): string | undefined => {
  const [family, number] = revision?.split(':') ?? [];
  return Number(number) > 1 ? `${family}:${Number(number) - 1}` : undefined;
};
