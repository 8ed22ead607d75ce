import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

import { referencesIn } from '../core/config/references.ts';

/** What a function may read of Secrets Manager and Parameter Store: what a part of the config refers to. */
export const secretStatements = (part: unknown, stack: Stack): readonly PolicyStatement[] => {
  const references = referencesIn(part);
  const named = (kind: string): readonly string[] =>
    references.filter((each) => each.startsWith(`${kind}:`)).map((each) => each.slice(kind.length + 1));
  const secrets = new Set(named('secret').map((name) => secretArn(stack, name.split('#')[0] ?? name)));
  const parameters = new Set(named('ssm').map((name) => parameterArn(stack, name)));
  return [
    ...statement('secretsmanager:GetSecretValue', secrets),
    ...statement('ssm:GetParameter', parameters),
  ];
};

const statement = (action: string, resources: ReadonlySet<string>): readonly PolicyStatement[] =>
  resources.size === 0 ? [] : [new PolicyStatement({ actions: [action], resources: [...resources] })];

/** Secrets Manager adds a dash and six characters to the name. */
const secretArn = (stack: Stack, name: string): string =>
  name.startsWith('arn:')
    ? name
    : stack.formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${name}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });

const parameterArn = (stack: Stack, name: string): string =>
  stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') });
