/** The stack, with one statement taken from a role: what the end-to-end test must notice. */
import { App, Stack } from 'aws-cdk-lib';
import type { CfnPolicy } from 'aws-cdk-lib/aws-iam';

import { Whydown } from '../../lib/index.ts';

const app = new App();
const context = (name: string): string => String(app.node.getContext(name));
const stack = new Stack(app, context('stack'), {
  env: { account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '', region: process.env['CDK_DEFAULT_REGION'] ?? '' },
});
new Whydown(stack, 'Probes', { config: context('config') });

const policy = stack.node.findChild('Probes').node.findChild('ProbeRole').node.findChild('DefaultPolicy');
const document = stack.resolve((policy.node.defaultChild as CfnPolicy).policyDocument) as {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
};
const kept = document.Statement.filter(({ Action: action }) => action !== 'cloudwatch:PutMetricData');
if (kept.length !== document.Statement.length - 1) throw new Error('the statement to be taken was not found');
(policy.node.defaultChild as CfnPolicy).addPropertyOverride('PolicyDocument.Statement', kept);
