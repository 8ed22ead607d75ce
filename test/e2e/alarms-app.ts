/** A VPC, and once there is a config, a stack with as many alarms as need nested stacks, which page by a topic. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnSecurityGroup, CfnSubnet, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';

import { Whydown } from '../../lib/index.ts';

const app = new App();
const env = {
  account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '',
  region: process.env['CDK_DEFAULT_REGION'] ?? '',
};
const config: unknown = app.node.tryGetContext('config-of-many');

const say = (stack: Stack, outputs: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
};

const network = new Stack(app, 'Network', { env });
const vpc = new CfnVPC(network, 'Vpc', { cidrBlock: '10.0.0.0/16' });
const subnet = new CfnSubnet(network, 'Subnet', { vpcId: vpc.ref, cidrBlock: '10.0.1.0/24' });
const group = new CfnSecurityGroup(network, 'Group', { vpcId: vpc.ref, groupDescription: 'the prober' });
say(network, { VpcId: vpc.ref, SubnetId: subnet.ref, GroupId: group.attrGroupId });

if (typeof config === 'string') {
  const stack = new Stack(app, 'Many', { env });
  const pages = new Queue(stack, 'Pages');
  const topic = new Topic(stack, 'Topic');
  topic.addSubscription(new SqsSubscription(pages, { rawMessageDelivery: true }));
  new Whydown(stack, 'Probes', {
    config,
    durationAlarms: true,
    checkAlarmActions: [new SnsAction(topic)],
  });
  say(stack, { PagesUrl: pages.queueUrl });
}
