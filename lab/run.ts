import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Stack } from './harness/define-stack.ts';
import { SHOP_DIR } from './harness/bench.ts';
import { recordCase } from './harness/record-case.ts';
import { releaseShared } from './harness/shared.ts';
import { writeManifest } from './harness/write-manifest.ts';

/** `node lab/run.ts [stack | stack:case-prefix …] [--install] [--list] [--keep] [--manifest]`: records the named stacks, or all of them; `--manifest` only counts. */

const LAB_DIR = import.meta.dirname;
const CORPUS_DIR = join(LAB_DIR, 'corpus');
const CACHE_DIR = join(LAB_DIR, '.cache');

const loadStacks = async (): Promise<readonly Stack[]> => {
  const folders = readdirSync(join(LAB_DIR, 'stacks'))
    .filter((name) => existsSync(join(LAB_DIR, 'stacks', name, 'stack.ts')))
    .sort();
  const loaded = await Promise.all(
    folders.map(
      (name) => import(join(LAB_DIR, 'stacks', name, 'stack.ts')) as Promise<{ readonly stack: Stack }>,
    ),
  );
  return loaded.map((module) => module.stack);
};

const runStack = async (stack: Stack, casePrefix: string, keep: boolean): Promise<readonly string[]> => {
  const software = await stack.software(CACHE_DIR);
  const failures: string[] = [];
  if (casePrefix === '') rmSync(join(CORPUS_DIR, stack.name), { recursive: true, force: true });
  for (const spec of stack.cases.filter((one) => one.name.startsWith(casePrefix))) {
    const startedAt = Date.now();
    try {
      const ids = await recordCase(spec, {
        stack,
        software,
        appDir: join(LAB_DIR, 'stacks', stack.appOf ?? stack.name, 'app'),
        corpusDir: CORPUS_DIR,
        cacheDir: CACHE_DIR,
      });
      console.log(`${ids.join(' ')}  ${Date.now() - startedAt} ms`);
    } catch (error) {
      failures.push(`${stack.name}/${spec.name}: ${(error as Error).message}`);
      console.error(`FAILED ${failures.at(-1)}`);
    }
  }
  if (!keep) rmSync(join(SHOP_DIR, stack.name), { recursive: true, force: true });
  return failures;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      install: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      manifest: { type: 'boolean', default: false },
    },
  });
  const stacks = await loadStacks();
  const wanted = positionals.map((word) => word.split(':') as [string, string?]);
  const unknown = wanted.filter(([name]) => !stacks.some((stack) => stack.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no stack ${unknown.map(([name]) => name).join(', ')}; there are ${stacks.map((stack) => stack.name).join(', ')}`,
    );
  }
  if (values.list) {
    for (const stack of stacks) {
      console.log(
        `${stack.name}${stack.heldOut === true ? ' (held out)' : ''}  ${stack.cases.length} recordings`,
      );
    }
    return;
  }
  mkdirSync(CACHE_DIR, { recursive: true });
  mkdirSync(CORPUS_DIR, { recursive: true });
  const failures: string[] = [];
  for (const stack of stacks) {
    const runs =
      wanted.length === 0 && !values.manifest
        ? ['']
        : wanted.filter(([name]) => name === stack.name).map(([, prefix]) => prefix ?? '');
    if (runs.length > 0 && values.install) await stack.install(CACHE_DIR);
    for (const prefix of runs) failures.push(...(await runStack(stack, prefix, values.keep)));
  }
  const manifest = writeManifest(CORPUS_DIR, stacks);
  console.log(`corpus: ${manifest.cases} cases, ${(manifest.logBytes / 1e6).toFixed(2)} MB of logs`);
  if (failures.length > 0) {
    console.error(`${failures.length} recordings failed:\n  ${failures.join('\n  ')}`);
    process.exitCode = 1;
  }
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void releaseShared().finally(() => process.exit(130)));
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await releaseShared();
  // A program that ignored its end must not keep the runner.
  process.exit();
}
