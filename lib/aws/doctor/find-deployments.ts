import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import type { Site } from './look.ts';
import { constructOf, deploymentIn, type Deployment } from '../deployment.ts';

/** A deployment of whydown, and the stack that it is in. */
export interface Found {
  readonly stack: string;
  readonly deployment: Deployment;
  /** The construct that made it: `Probes`. */
  readonly construct: string;
}

/** Whose account it is that the credentials open. */
export interface Caller {
  readonly account: string;
  readonly region: string;
}

/** Who asks; throws when there are no credentials or no region. */
export const callerOf = async (): Promise<Caller> => {
  const client = new STSClient({});
  const [region, { Account: account = '' }] = await Promise.all([
    client.config.region(),
    client.send(new GetCallerIdentityCommand({})),
  ]);
  return { account, region };
};

/** The deployments in one stack, or in all stacks of the region; throws when there is no such stack. */
export const findDeployments = async (stack: string | undefined): Promise<readonly Found[]> => {
  const client = new CloudFormationClient({});
  const found: Found[] = [];
  for await (const page of paginateDescribeStacks(
    { client },
    stack === undefined ? {} : { StackName: stack },
  ))
    for (const { StackName: name = '', Outputs: outputs = [] } of page.Stacks ?? [])
      for (const { OutputValue: value = '' } of outputs) {
        const deployment = deploymentIn(value);
        if (deployment) found.push({ stack: name, deployment, construct: constructOf(name, deployment) });
      }
  return found;
};

/** Those of one stack that somebody wants to look at, each with the others beside it; none where there is no such construct. */
export const chosenOf = (
  found: readonly Found[],
  construct: string | undefined,
): readonly (Found & Pick<Site, 'siblings'>)[] =>
  found
    .map((each) => ({
      ...each,
      siblings: found.filter((other) => other !== each).map(({ deployment }) => deployment),
    }))
    .filter((each) => construct === undefined || each.construct === construct);
