/**
 * Writes what follows from the sources: `npm run generate`. With `--check` it writes nothing and fails when a file is
 * stale, or when it found nothing to write from.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

import { catalogFile, wholeCatalogFile } from './generate/catalog-file.ts';
import { causesPage } from './generate/causes-page.ts';
import { checksPage } from './generate/checks-page.ts';
import { configPage } from './generate/config-page.ts';
import { format } from './generate/format.ts';
import { formatsPage } from './generate/formats-page.ts';
import { jsonSchemaFile } from './generate/json-schema-file.ts';
import { notifiersPage } from './generate/notifiers-page.ts';
import { findPlugins } from './generate/plugins.ts';
import { awsPage } from './generate/props-table.ts';

const ROOT = dirname(import.meta.dirname);
const CONFIG_PAGE = 'docs/reference/config.md';
const AWS_PAGE = 'docs/reference/aws.md';

const checking = process.argv.includes('--check');
const plugins = await findPlugins(ROOT);
const empty = Object.entries(plugins).filter(([, found]) => found.length === 0);

const files: Readonly<Record<string, string>> = {
  'lib/catalog.ts': format('lib/catalog.ts', catalogFile(plugins), ROOT),
  'lib/whole-catalog.ts': format('lib/whole-catalog.ts', wholeCatalogFile(plugins), ROOT),
  'schema/whydown.schema.json': jsonSchemaFile(plugins),
  [CONFIG_PAGE]: configPage(await readFile(`${ROOT}/${CONFIG_PAGE}`, 'utf8')),
  [AWS_PAGE]: awsPage(await readFile(`${ROOT}/${AWS_PAGE}`, 'utf8'), ROOT),
  'docs/reference/checks.md': checksPage(plugins.probers),
  'docs/reference/notifiers.md': notifiersPage(plugins.notifiers),
  'docs/reference/formats.md': formatsPage(plugins.formats),
  'docs/reference/causes.md': causesPage(plugins.rules),
};

const isFresh = async (path: string, content: string): Promise<boolean> =>
  (await readFile(path, 'utf8').catch(() => undefined)) === content;

const stale: string[] = [];
for (const [name, content] of Object.entries(files)) {
  const path = `${ROOT}/${name}`;
  if (await isFresh(path, content)) continue;
  stale.push(relative(ROOT, path));
  if (checking) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

const found = Object.entries(plugins).map(([kind, each]) => `${each.length} ${kind}`);
console.log(`${found.join(', ')}; ${stale.length} of ${Object.keys(files).length} files were stale`);
for (const name of stale) console.log(checking ? `stale: ${name}, run "npm run generate"` : `wrote ${name}`);
for (const [kind] of empty) console.log(`found no ${kind}`);
if (empty.length > 0 || (checking && stale.length > 0)) process.exitCode = 1;
