import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';

import { componentStatements } from '../../lib/constructs/component-statements.ts';
import type { ComponentRef } from '../../lib/core/diagnosis/component.ts';

const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });

const resourcesOf = (action: string, ...components: ComponentRef[]): readonly string[] =>
  componentStatements(components, stack)
    .filter(({ actions }) => actions.includes(action))
    .flatMap(({ resources }) => resources)
    .map((arn) => arn.replace(/^arn:[^:]*(?:\{[^}]*\})?[^:]*:/, 'arn:aws:'));

describe('the statements of components', () => {
  it.each<[string, ComponentRef, readonly string[]]>([
    [
      'lambda:ListAliases',
      { kind: 'lambda', name: 'a' },
      ['arn:aws:lambda:us-east-1:123456789012:function:a'],
    ],
    [
      'lambda:ListAliases',
      { kind: 'lambda', name: 'arn:aws:lambda:eu-west-1:210987654321:function:a:live' },
      ['arn:aws:lambda:eu-west-1:210987654321:function:a'],
    ],
    [
      'logs:FilterLogEvents',
      { kind: 'logGroup', name: 'arn:aws:logs:eu-west-1:210987654321:log-group:/a:*' },
      [
        'arn:aws:logs:eu-west-1:210987654321:log-group:/a',
        'arn:aws:logs:eu-west-1:210987654321:log-group:/a:*',
      ],
    ],
    [
      'logs:FilterLogEvents',
      { kind: 'logGroupPrefix', name: '/shop/' },
      ['arn:aws:logs:us-east-1:123456789012:log-group:/shop/*'],
    ],
    [
      'rds:DescribeDBInstances',
      { kind: 'rds', name: 'arn:aws:rds:eu-west-1:123456789012:db:b' },
      ['arn:aws:rds:eu-west-1:123456789012:db:b'],
    ],
    [
      'apigateway:GET',
      { kind: 'apigateway', id: 'x1', region: 'eu-west-1' },
      ['apis', 'restapis'].flatMap((kind) =>
        ['', '/deployments', '/stages'].map((part) => `arn:aws:apigateway:eu-west-1::/${kind}/x1${part}`),
      ),
    ],
    ['cloudtrail:LookupEvents', { kind: 'logGroup', name: '/a' }, []],
    ['cloudwatch:GetMetricData', { kind: 'ecs', cluster: 'c', service: 's' }, ['*']],
    ['rds:DescribeEvents', { kind: 'lambda', name: 'a' }, []],
    ['logs:FilterLogEvents', { kind: 'deploys', command: ['x'], name: 'x' }, []],
  ])('allow %s of %j on %j', (action, component, resources) => {
    expect(resourcesOf(action, component)).toEqual(resources);
  });

  it('are one for the same actions of several components', () => {
    const two = componentStatements(
      [
        { kind: 'lambda', name: 'a' },
        { kind: 'lambda', name: 'b' },
      ],
      stack,
    );
    expect(two.filter(({ actions }) => actions.includes('lambda:ListAliases'))).toHaveLength(1);
    expect(two.find(({ actions }) => actions.includes('lambda:ListAliases'))!.resources).toHaveLength(2);
  });

  it('are the taking of the role alone, where the role reads', () => {
    const assumeRole = 'arn:aws:iam::210987654321:role/reader';
    const statements = componentStatements([{ kind: 'rds', name: 'b', assumeRole }], stack);
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['sts:AssumeRole'], [assumeRole]],
    ]);
  });
});
