import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';

import { acknowledge } from './acknowledgements.ts';
import type { WhydownProps } from './whydown-props.ts';

/** Where a function stands in a VPC. */
export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** Where the probe function of the home region stands; none outside of any VPC. */
export const homeNetwork = (
  props: Pick<WhydownProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>,
): Network | undefined => {
  const { vpc, vpcSubnets, securityGroups } = props;
  if (!vpc) {
    const alone = [vpcSubnets && 'vpcSubnets', securityGroups && 'securityGroups']
      .filter(Boolean)
      .join(' and ');
    if (alone !== '') throw new Error(`${alone} without vpc: name the VPC that they belong to`);
    return undefined;
  }
  return {
    vpc,
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups: [...securityGroups] }),
  };
};

/** What Lambda itself needs to put a function into a VPC; EC2 knows no resources for these calls. */
export const allowInterfaces = (role: IRole): void => {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
  acknowledge(role, 'AwsSolutions::AwsSolutions-IAM5[Resource::*]');
};
