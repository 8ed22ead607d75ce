import { execFile } from 'node:child_process';
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A copy of what the generator reads and writes, so that the real files are left alone. */
const copyOfProject = async () => {
  const folder = await temporaryFolder();
  for (const name of ['lib', 'scripts', 'docs', 'schema', 'package.json', '.oxfmtrc.json'])
    await cp(join(ROOT, name), join(folder.path, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  return folder;
};

interface Ran {
  readonly code: number;
  readonly output: string;
}

const generate = async (folder: string, ...args: readonly string[]): Promise<Ran> => {
  try {
    const { stdout } = await run(process.execPath, ['scripts/generate.ts', ...args], { cwd: folder });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}${stderr}` };
  }
};

const CATALOG = 'lib/catalog.ts';

const NOTIFIER = `
import { defineNotifier } from '../core/notify/contract.ts';

export const pager = defineNotifier({
  type: 'pager',
  summary: 'Beeps.',
  entries: {},
  request: () => ({ transport: 'terminal', text: 'beep' }),
});
`;

describe('generate', () => {
  it('changes nothing when nothing changed', async () => {
    await using folder = await copyOfProject();
    await generate(folder.path);
    const again = await generate(folder.path, '--check');
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toMatch(
      /^\d+ probers, \d+ notifiers, \d+ formats, \d+ rules; 0 of 9 files were stale$/m,
    );
  });

  it('takes in a new plug-in from its one file', async () => {
    await using folder = await copyOfProject();
    await generate(folder.path);
    await writeFile(folder.file('lib/notifiers/pager.ts'), NOTIFIER);
    const checked = await generate(folder.path, '--check');
    expect(checked.code).toBe(1);
    expect(checked.output).toContain('stale: lib/catalog.ts, run "npm run generate"');
    expect(await readFile(folder.file(CATALOG), 'utf8')).not.toContain('notifiers/pager.ts');
    expect(await generate(folder.path)).toMatchObject({ code: 0 });
    expect(await readFile(folder.file(CATALOG), 'utf8')).toContain(
      "pager: async () => (await import('./notifiers/pager.ts')).pager",
    );
    expect(await readFile(folder.file('docs/reference/notifiers.md'), 'utf8')).toContain(
      '## pager\n\nBeeps.',
    );
    expect(await readFile(folder.file('schema/whydown.schema.json'), 'utf8')).toContain('"pager"');
  });

  it.each([
    {
      content: `${NOTIFIER}\nexport const second = 2;\n`,
      says: 'expected one exported value, got pager, second',
    },
    {
      content: 'export const pager = 1;\n',
      says: 'pager has no type, expected what its define function makes',
    },
    { content: NOTIFIER.replace("'pager'", "'slack'"), says: 'slack is defined by' },
  ])('refuses a file: $says', async ({ content, says }) => {
    await using folder = await copyOfProject();
    await writeFile(folder.file('lib/notifiers/pager.ts'), content);
    const refused = await generate(folder.path);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(says);
  });

  it('fails when it finds nothing', async () => {
    await using folder = await copyOfProject();
    await rm(folder.file('lib/probers'), { recursive: true });
    const empty = await generate(folder.path, '--check');
    expect(empty.code).toBe(1);
    expect(empty.output).toContain('found no probers');
  });
});
