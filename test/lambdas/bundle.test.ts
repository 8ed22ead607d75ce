import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { App, Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';

import { ENVIRONMENT } from '../../lib/aws/environment.ts';
import { Whydown } from '../../lib/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const CONFIG = join(ROOT, 'test/fixtures/aws/full.yaml');

/**
 * What each function may weigh and take to load, on one core of the machine of the tests: about a half more than was measured
 * on 1 Dec 2026. A cold start pays for what is read at the start, and for loading it.
 */
const BUDGETS = {
  Dispatch: { kB: 340, allKb: 340, importMs: 300 },
  Probe: { kB: 480, allKb: 2_700, importMs: 400 },
  Prober: { kB: 120, allKb: 940, importMs: 300 },
  // It carries the clients of every kind of component, and reads one only when such a component is behind a check.
  Diagnose: { kB: 940, allKb: 3_600, importMs: 500 },
  Notify: { kB: 1_450, allKb: 1_800, importMs: 500 },
  Incidents: { kB: 310, allKb: 310, importMs: 300 },
} as const;

type Name = keyof typeof BUDGETS;

const folders = new Map<string, string>();

const synthesise = (outdir: string): ReadonlyMap<string, string> => {
  const app = new App({ outdir, context: { 'aws:cdk:enable-asset-metadata': true } });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  new Whydown(stack, 'Probes', { config: CONFIG, env: {} });
  const assembly = app.synth();
  return new Map(
    assembly.stacks.flatMap(({ template }) =>
      Object.entries((template as Template).Resources)
        .filter(([, { Type: type }]) => type === 'AWS::Lambda::Function')
        .map(([id, { Metadata: metadata }]) => [
          /(Dispatch|Prober|Probe|Diagnose|Notify|Incidents)(?!s)/.exec(id.replace('Probes', ''))?.[1] ?? id,
          metadata['aws:asset:path'],
        ]),
    ),
  );
};

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Metadata: { readonly 'aws:asset:path': string } }>
  >;
}

beforeAll(async () => {
  const folder = await temporaryFolder();
  for (const [name, path] of synthesise(folder.path)) folders.set(name, join(folder.path, path));
  return () => folder[Symbol.asyncDispose]();
}, 120_000);

const importMs = (file: string): number => {
  const script = `const t = performance.now(); const m = await import(${JSON.stringify(file)}); if (typeof m.handler !== 'function') throw new Error('no handler'); console.log(performance.now() - t); process.exit(0)`;
  return Number(run(['--input-type=module', '-e', script]));
};

/** Runs Node with the environment of a function. */
const run = (args: readonly string[]): string => {
  const variables = Object.values(ENVIRONMENT).map((name) => [name, '{}']);
  const env = { PATH: process.env['PATH'], AWS_REGION: 'us-east-1', ...Object.fromEntries(variables) };
  return execFileSync(process.execPath, args, { env, encoding: 'utf8' });
};

const codeOf = (name: string): readonly string[] =>
  globSync('*.js', { cwd: folders.get(name)! })
    .sort()
    .map((file) => join(folders.get(name)!, file));

describe('the bundles', () => {
  it('are those of the functions', () => {
    expect([...folders.keys()].sort()).toEqual(Object.keys(BUDGETS).sort());
  });

  it.each(Object.keys(BUDGETS) as Name[])('%s is within its budget of size and import time', (name) => {
    const file = join(folders.get(name)!, 'index.js');
    expect(statSync(file).size / 1000, 'kB that are read at the start').toBeLessThan(BUDGETS[name].kB);
    const all = codeOf(name).map((each) => statSync(each).size);
    expect(all.reduce((sum, size) => sum + size, 0) / 1000, 'kB').toBeLessThan(BUDGETS[name].allKb);
    // The best of several, for the machine has other things to do too.
    const best = Math.min(...Array.from({ length: 5 }, () => importMs(file)));
    expect(best, 'ms to import').toBeLessThan(BUDGETS[name].importMs);
  });

  it.each(Object.keys(BUDGETS) as Name[])('%s has parts that find what they need', (name) => {
    const script = `for (const file of process.argv.slice(1)) require(file); console.log('found'); process.exit(0)`;
    expect(run(['-e', script, ...codeOf(name)])).toBe('found\n');
  });

  it.each(['Dispatch', 'Probe', 'Diagnose', 'Notify', 'Incidents'])(
    '%s has the plan beside its code',
    (name) => {
      expect(globSync('plan/*.br', { cwd: folders.get(name)! })).toHaveLength(259);
    },
  );

  it.each([
    { name: 'Dispatch', without: ['undici', 'FilterLogEvents', 'GetSecretValue'] },
    { name: 'Prober', without: ['DynamoDB_20120810', 'FilterLogEvents', 'PutMetricData'] },
    { name: 'Notify', without: ['FilterLogEvents', 'PutMetricData'] },
    { name: 'Incidents', without: ['undici', 'FilterLogEvents', 'GetSecretValue', 'PutEvents'] },
  ])('$name carries nothing of what it does not do', ({ name, without }) => {
    const code = codeOf(name)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(without.filter((word) => code.includes(word))).toEqual([]);
  });

  it('have the same hash when they are made again, whatever the folder', async () => {
    await using folder = await temporaryFolder();
    const again = synthesise(folder.path);
    const hashOf = (path: string): string => path.split('/').at(-1) ?? '';
    expect([...again].map(([name, path]) => [name, hashOf(path)])).toEqual(
      [...folders].map(([name, path]) => [name, hashOf(path)]),
    );
  }, 120_000);
});

it.each(globSync('lambdas/*/handler.ts', { cwd: ROOT }))('%s is wiring: at most 40 lines', (file) => {
  expect(readFileSync(join(ROOT, file), 'utf8').split('\n').length).toBeLessThanOrEqual(41);
});
