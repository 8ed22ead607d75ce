import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What the app of the repository is made of. */
const SOURCES = ['bin', 'lib', 'lambdas', 'examples', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Synthesises a clone as `cdk` does, and gives its templates, which name their assets by hash. */
const templatesOf = (clone: string, outdir: string): Readonly<Record<string, string>> => {
  mkdirSync(clone, { recursive: true });
  for (const each of SOURCES) cpSync(join(ROOT, each), join(clone, each), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  const env = {
    PATH: process.env['PATH'],
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ config: 'examples/aws.yaml', stack: 'Shop' }),
    CDK_DEFAULT_ACCOUNT: '123456789012',
    CDK_DEFAULT_REGION: 'us-east-1',
  };
  execFileSync(process.execPath, ['bin/app.ts'], { cwd: clone, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const names = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
};

it('two clones in different folders make equal templates with equal hashes of assets', async () => {
  await using folder = await temporaryFolder();
  const one = templatesOf(folder.file('a'), folder.file('out-a'));
  const other = templatesOf(folder.file('a/long/way/down/of whydown'), folder.file('out-b'));
  expect(JSON.stringify(one).match(/[0-9a-f]{64}\.zip/g)?.length).toBeGreaterThanOrEqual(5);
  expect(other).toEqual(one);
  expect(JSON.stringify(one)).not.toContain(folder.path);
}, 300_000);
