import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';

import { Whydown, type WhydownProps } from '../../lib/index.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A stack that is looked at. */
interface Audited {
  readonly name: string;
  readonly config: string;
  readonly props?: (stack: Stack) => Partial<WhydownProps>;
}

/** The smallest stack, one with everything in it, one with a key of its own, and one with more alarms than it has room for. */
const STACKS: readonly Audited[] = [
  { name: 'Example', config: 'examples/aws.yaml' },
  {
    name: 'Everything',
    config: 'test/fixtures/aws/everything.yaml',
    props: () => ({ durationAlarms: true }),
  },
  {
    name: 'WithKey',
    config: 'test/fixtures/aws/full.yaml',
    props: (stack) => ({ encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }) }),
  },
  { name: 'Many', config: '', props: () => ({ maxCheckAlarms: 1_000 }) },
];

const MANY = 300;

/** Synthesises the stacks into a folder, and returns the paths of their templates, nested ones and those of other regions too. */
export const auditedTemplates = (folder: string): readonly string[] => {
  rmSync(folder, { recursive: true, force: true });
  const { context } = JSON.parse(readCdkJson()) as { readonly context: Record<string, unknown> };
  const app = new App({ outdir: folder, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  for (const { name, config, props } of STACKS) {
    const stack = new Stack(app, name, { env: { account: '123456789012', region: 'us-east-1' } });
    const path = config === '' ? manyChecks(folder) : join(ROOT, config);
    new Whydown(stack, 'Probes', { config: path, env: {}, ...props?.(stack) });
  }
  app.synth();
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(folder, file));
};

const readCdkJson = (): string => readFileSync(join(ROOT, 'cdk.json'), 'utf8');

const manyChecks = (folder: string): string => {
  const path = join(folder, 'many.yaml');
  const checks = Array.from({ length: MANY }, (_, index) => ({
    name: `c${index}`,
    url: 'https://example.com/',
  }));
  const maintenance = [{ cron: '0 3 * * sun', duration: '1h' }];
  writeFileSync(path, JSON.stringify({ checks, maintenance }));
  return path;
};
