import { Arn, ArnFormat, Stack, Stage, Token, type Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import type { Location } from '../core/config/config.ts';
import { program, type ProgramOptions } from './program.ts';

/** What every prober of a location is made with. */
export interface ProberOptions {
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** A prober, as the probe function calls it. */
export interface LocationProber {
  readonly location: string;
  readonly functionArn: string;
}

/**
 * The stateless function that probes from one location: in a stack of its own where that is another region, else beside
 * the others, inside the VPC.
 */
export const locationProber = (
  scope: Construct,
  location: Location,
  options: ProberOptions,
): LocationProber => {
  const home = Stack.of(scope);
  const region = location.region ?? home.region;
  if (region !== home.region && Token.isUnresolved(home.region))
    throw new Error(
      `location ${location.name} is in ${region}, so the region of stack ${home.stackName} must be known: give it env`,
    );
  const place = region === home.region ? scope : stackIn(scope, location.name, region);
  const functionName = `${home.stackName}-prober-${location.name}`;
  const id = `Prober-${location.name}`;
  program(place, id, {
    program: 'prober',
    description: `Probes from ${location.name} for ${home.stackName}`,
    environment: {},
    functionName,
    ...options,
    ...networkOf(place, location),
  });
  if (location.vpc !== undefined) allowInterfaces(place.node.findChild(`${id}Role`) as Role);
  const arn = { service: 'lambda', resource: 'function', resourceName: functionName, region };
  return {
    location: location.name,
    functionArn: Arn.format({ ...arn, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, home),
  };
};

/** Deployed before the home stack, whose probe function calls what is in it. */
const stackIn = (scope: Construct, name: string, region: string): Stack => {
  const home = Stack.of(scope);
  const stage = Stage.of(scope);
  if (!stage)
    throw new Error(`stack ${home.stackName} is in no app, so location ${name} cannot have a stack`);
  const id = `${home.node.id}-${name}`;
  const stack = new Stack(stage, id, {
    stackName: `${home.stackName}-${name}`,
    env: { account: home.account, region },
    description: `whydown: the prober in ${region} of stack ${home.stackName}`,
  });
  home.addStackDependency(stack);
  return stack;
};

const networkOf = (scope: Construct, location: Location): Pick<ProgramOptions, 'network'> => {
  const { name, vpc, subnets, securityGroups } = location;
  if (vpc === undefined) return {};
  if (!subnets || !securityGroups)
    throw new Error(
      `location ${name} names vpc ${vpc} without subnets or securityGroups; name both, for a synthesis looks nothing up`,
    );
  const zones = subnets.map((_, index) => `zone-${index}`);
  return {
    network: {
      vpc: Vpc.fromVpcAttributes(scope, `Vpc-${name}`, {
        vpcId: vpc,
        availabilityZones: zones,
        privateSubnetIds: [...subnets],
      }),
      vpcSubnets: {
        subnets: subnets.map((id, index) => Subnet.fromSubnetId(scope, `Subnet-${name}-${index}`, id)),
      },
      securityGroups: securityGroups.map((id, index) =>
        SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup-${name}-${index}`, id),
      ),
    },
  };
};

/** What Lambda itself needs to put a function into a VPC; EC2 knows no resources for these calls. */
const allowInterfaces = (role: Role): void => {
  role.addToPolicy(
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
};
