import { Arn, ArnFormat, Stack, Stage, Tags, Token, type Duration } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

import type { Location } from '../core/config/config.ts';
import { program, type ProgramOptions, type ProgramSettings } from './program.ts';

/** What every prober of a location is made with. */
export interface ProberOptions extends ProgramSettings {
  readonly timeout: Duration;
  readonly memorySize: number;
  /** Of the stack in another region. */
  readonly tags: Readonly<Record<string, string>>;
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
  const { encryptionKey, tags, ...settings } = options;
  const isHome = region === home.region;
  const place = isHome ? scope : stackIn(scope, { name: location.name, region, tags });
  const functionName = nameOf(home, location);
  const id = `Prober-${location.name}`;
  program(place, id, {
    program: 'prober',
    description: `Probes from ${location.name} for ${home.stackName}`,
    environment: {},
    functionName,
    ...settings,
    // A key encrypts in its own region alone.
    ...(isHome && encryptionKey && { encryptionKey }),
    ...networkOf(place, location),
  });
  const arn = { service: 'lambda', resource: 'function', resourceName: functionName, region };
  return {
    location: location.name,
    functionArn: Arn.format({ ...arn, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, home),
  };
};

interface Elsewhere {
  readonly name: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The longest name of a function (https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html). */
const MAX_NAME = 64;

/** A name that is known beforehand, so that no reference crosses regions. */
const nameOf = ({ stackName }: Stack, { name }: Location): string => {
  const functionName = `${stackName}-prober-${name}`;
  if (!Token.isUnresolved(functionName) && functionName.length > MAX_NAME)
    throw new Error(
      `location ${name}: its function would be called ${functionName}, ${functionName.length} characters, and Lambda takes ${MAX_NAME}; shorten the name of the location or of the stack`,
    );
  return functionName;
};

/** Deployed before the home stack, whose probe function calls what is in it. */
const stackIn = (scope: Construct, { name, region, tags }: Elsewhere): Stack => {
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
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
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
