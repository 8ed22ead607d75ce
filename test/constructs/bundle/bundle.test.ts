import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { bundle } from '../../../lib/constructs/bundle/bundle.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Bundles a program out of texts, runs a script beside it, and gives what that printed and which files there are. */
const bundled = async (modules: Readonly<Record<string, string>>, script: string) => {
  await using folder = await temporaryFolder();
  for (const [name, text] of Object.entries(modules)) {
    mkdirSync(dirname(folder.file(name)), { recursive: true });
    writeFileSync(folder.file(name), text);
  }
  const out = folder.file('out');
  await bundle({ entry: folder.file('lambdas/shop/handler.js'), folder: out });
  writeFileSync(join(out, 'script.cjs'), script);
  const printed = execFileSync(process.execPath, [join(out, 'script.cjs')], { encoding: 'utf8' });
  return { printed: printed.trim(), files: readdirSync(out).filter((name) => name.endsWith('.js')) };
};

const COUNTER = 'let count = 0; export const next = () => ++count;';

describe('a bundle', () => {
  it('reads a part when it is loaded, and has one of every module', async () => {
    const { printed, files } = await bundled(
      {
        'lib/counter.js': COUNTER,
        'lib/part.js': "import { next } from './counter.js'; export const inPart = () => next();",
        'lambdas/shop/handler.js':
          "import { next } from '../../lib/counter.js'; export const handler = async () => [next(), (await import('../../lib/part.js')).inPart(), next()];",
      },
      `const { handler } = require('./index.js');
       const read = () => Object.keys(require.cache).filter((file) => file.endsWith('part.js')).length;
       const before = read();
       handler().then((counted) => console.log(JSON.stringify([before, counted, read()])));`,
    );
    expect(files).toEqual(['index.js', 'lib.part.js']);
    expect(JSON.parse(printed)).toEqual([0, [1, 2, 3], 1]);
  });

  it('has one of what two parts share', async () => {
    const part = "import { next } from './counter.js'; export const count = () => next();";
    const { printed, files } = await bundled(
      {
        'lib/counter.js': COUNTER,
        'lib/one.js': part,
        'lib/two.js': part,
        'lambdas/shop/handler.js':
          "export const handler = async () => [(await import('../../lib/one.js')).count(), (await import('../../lib/two.js')).count()];",
      },
      `require('./index.js').handler().then((counted) => console.log(JSON.stringify(counted)));`,
    );
    expect(files).toEqual(['index.js', 'lib.one.js', 'lib.two.js']);
    expect(JSON.parse(printed)).toEqual([1, 2]);
  });

  it('says which file failed to parse', async () => {
    await expect(bundled({ 'lambdas/shop/handler.js': 'export const handler = (;' }, '')).rejects.toThrow(
      /handler\.js:1:24: ERROR/,
    );
  });
});
