import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { ComponentRef } from '../../../lib/core/diagnosis/component.ts';

const LIB = join(import.meta.dirname, '../../../lib');

/** Resolves a component in a process of its own, against a port where nobody listens, and says which clients it loaded. */
const loadedBy = (component: ComponentRef): readonly string[] => {
  const script = `
    import { registerHooks } from 'node:module';
    const clients = new Set();
    registerHooks({ resolve: (name, context, next) => {
      const [, client] = /^@aws-sdk\\/client-([\\w-]+)$/.exec(name) ?? [];
      if (client) clients.add(client);
      return next(name, context);
    } });
    const { awsComponentResolver } = await import('${LIB}/aws/component-resolver.ts');
    const { awsClients } = await import('${LIB}/aws/components/aws-clients.ts');
    const { systemClock } = await import('${LIB}/system/clock.ts');
    const resolver = awsComponentResolver(awsClients('us-east-1', systemClock), systemClock);
    const { gaps } = await resolver.logs(${JSON.stringify(component)});
    if (gaps.length !== 1) throw new Error('no gap: something answered');
    await resolver.changes(${JSON.stringify(component)});
    console.log(JSON.stringify([...clients].sort()));`;
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  };
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env });
  return JSON.parse(output.toString()) as readonly string[];
};

it.each<[ComponentRef, string]>([
  [{ kind: 'lambda', name: 'orders-fn' }, 'lambda'],
  [{ kind: 'rds', name: 'orders-db' }, 'rds'],
])('%j loads the client of its service and no other one', (component, own) => {
  expect(loadedBy(component)).toEqual(['cloudwatch', 'cloudwatch-logs', own, 'sts'].sort());
});
