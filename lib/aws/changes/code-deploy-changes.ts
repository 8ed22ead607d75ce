import {
  BatchGetDeploymentsCommand,
  CodeDeployClient,
  ListDeploymentsCommand,
  type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ComponentPlace } from '../components/component-reader.ts';

/** As many as one call describes (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html). */
const MAX_DEPLOYMENTS = 25;

/** Deployments of CodeDeploy that shifted an alias of a function. */
export const codeDeployChanges = async (
  name: string,
  { clients }: ComponentPlace,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<readonly Change[]> => {
  const client = clients.of(CodeDeployClient);
  const range = { start: new Date(from), end: new Date(to) };
  const { deployments = [] } = await client.send(new ListDeploymentsCommand({ createTimeRange: range }));
  if (deployments.length === 0) return [];
  const command = new BatchGetDeploymentsCommand({ deploymentIds: deployments.slice(0, MAX_DEPLOYMENTS) });
  const { deploymentsInfo = [] } = await client.send(command);
  return deploymentsInfo.flatMap((each) => changeOf(name, each));
};

const changeOf = (name: string, deployment: DeploymentInfo): readonly Change[] => {
  const { createTime, deploymentId, computePlatform, status } = deployment;
  if (computePlatform !== 'Lambda' || !createTime || deploymentId === undefined) return [];
  const shift = shiftOf(name, deployment);
  if (!shift) return [];
  const isRunning = status === 'InProgress' || status === 'Ready' || status === 'Queued';
  return [
    {
      at: createTime.getTime(),
      what: `deployment ${deploymentId} (version ${shift.to} in place of ${shift.from})`,
      component: `function ${name}`,
      rollBack: isRunning
        ? `aws deploy stop-deployment --deployment-id ${deploymentId} --auto-rollback-enabled`
        : `aws lambda update-alias --function-name ${name} --name ${shift.alias} --function-version ${shift.from}`,
    },
  ];
};

interface Shift {
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}

/** The application specification says which alias goes from which version to which. */
const shiftOf = (name: string, deployment: DeploymentInfo): Shift | undefined => {
  const text = specificationOf(deployment);
  if (valueOf(text, 'Name') !== name) return undefined;
  const [alias, from, to] = ['Alias', 'CurrentVersion', 'TargetVersion'].map((key) => valueOf(text, key));
  return alias && from && to ? { alias, from, to } : undefined;
};

const specificationOf = ({ revision }: DeploymentInfo): string =>
  revision?.appSpecContent?.content ?? revision?.string?.content ?? '';

/** In YAML and in JSON alike: `CurrentVersion: "1"`, `"CurrentVersion":"1"`. */
const valueOf = (text: string, key: string): string | undefined =>
  new RegExp(`\\b${key}["']?\\s{0,8}:\\s{0,8}["']?([\\w-]{1,140})`).exec(text)?.[1];
