/** The stack, with statements taken from two roles: what the end-to-end test must notice. */
import { App, Stack } from 'aws-cdk-lib';
import type { CfnPolicy } from 'aws-cdk-lib/aws-iam';

import { Whydown } from '../../lib/index.ts';

const app = new App();
const context = (name: string): string => String(app.node.getContext(name));
const stack = new Stack(app, context('stack'), {
  env: { account: process.env['CDK_DEFAULT_ACCOUNT'] ?? '', region: process.env['CDK_DEFAULT_REGION'] ?? '' },
});
new Whydown(stack, 'Probes', { config: context('config') });

const strip = (role: string, taken: string): void => {
  const policy = stack.node.findChild('Probes').node.findChild(role).node.findChild('DefaultPolicy');
  const document = stack.resolve((policy.node.defaultChild as CfnPolicy).policyDocument) as {
    readonly Statement: readonly { readonly Action: string | readonly string[] }[];
  };
  const kept = document.Statement.filter(({ Action: action }) => ![action].flat().includes(taken));
  if (kept.length === document.Statement.length) throw new Error(`no statement of ${role} allows ${taken}`);
  (policy.node.defaultChild as CfnPolicy).addPropertyOverride('PolicyDocument.Statement', kept);
};
strip('ProbeRole', 'cloudwatch:PutMetricData');
strip('DiagnoseRole', 'logs:FilterLogEvents');
