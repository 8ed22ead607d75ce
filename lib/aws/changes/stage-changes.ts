import type { Change } from '../../core/diagnosis/evidence.ts';

/** A deployment of an API. */
export interface ApiDeployment {
  readonly id: string | undefined;
  readonly createdAt: Date | undefined;
}

/** A stage, as APIs of every kind have it. */
export interface ApiStage {
  readonly api: string;
  readonly name: string | undefined;
  readonly deploymentId: string | undefined;
  readonly updatedAt: Date | undefined;
}

/** A stage is updated within moments of the deployment that it gets. */
const SAME_MS = 60_000;

/** What changed a stage last: a deployment, rolled back to the one before, or its settings. */
export const stageChanges = (
  { api, name, deploymentId, updatedAt }: ApiStage,
  deployments: readonly ApiDeployment[],
  rollBackTo: ((stage: string, deployment: string) => string) | undefined,
): readonly Change[] => {
  if (!updatedAt || name === undefined) return [];
  const at = updatedAt.getTime();
  const component = `stage ${name} of API ${api}`;
  const current = deployments.find(({ id }) => id === deploymentId);
  if (!current?.createdAt || Math.abs(at - current.createdAt.getTime()) > SAME_MS)
    return [{ at, what: 'the new settings', component }];
  const previous = before(current.createdAt, deployments);
  return [
    {
      at,
      what: `deployment ${deploymentId}`,
      component,
      ...(previous !== undefined && rollBackTo !== undefined && { rollBack: rollBackTo(name, previous) }),
    },
  ];
};

const before = (createdAt: Date, deployments: readonly ApiDeployment[]): string | undefined =>
  deployments
    .filter((each) => each.createdAt !== undefined && each.createdAt < createdAt)
    .toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt))[0]?.id;
