import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, type BuildOptions } from 'esbuild';

import type { Orders, Told } from './client.ts';
import { nodeOptions } from '../../lib/constructs/node-options.ts';
import { BUNDLE_FORMAT } from '../../lib/constructs/bundle/bundle-format.ts';
import { FUNCTION_MEMORY_MB } from '../../lib/core/cost/stack-shape.ts';
import { CLIENT_CORE, outputOf, startPinned } from './machine.ts';
import { CACHE } from './peers.ts';

/** What is measured in a Node process of its own. */
export const ENGINES = ['whydown', 'raw', 'undici', 'fetch', 'got', 'axios'] as const;

export type EngineName = (typeof ENGINES)[number];

/** As the product is deployed: CommonJS, minified, for Node 24; without what is only for the packages that it uses. */
export const BUNDLING: BuildOptions = {
  ...BUNDLE_FORMAT,
  define: { 'import.meta.url': BUNDLE_FORMAT.define['import.meta.url'] },
};

const bundleOf = (engine: EngineName): string => join(CACHE, 'bundles', `client-${engine}.cjs`);

/** Bundles each engine with the client, as the product is bundled for its functions. */
export const bundleClients = async (): Promise<void> => {
  for (const engine of ENGINES)
    await build({
      ...BUNDLING,
      stdin: {
        contents: `import { engine } from './engines/${engine}.ts'; import { runClient } from './client.ts'; void runClient(engine);`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      outfile: bundleOf(engine),
    });
};

let orderCount = 0;

/** Runs an engine in a process of its own on the client's core. */
export const runNodeClient = async (
  engine: EngineName,
  orders: Orders,
  { authorities, flags = [] }: { readonly authorities: string; readonly flags?: readonly string[] },
): Promise<Told> => {
  mkdirSync(join(CACHE, 'orders'), { recursive: true });
  const file = join(CACHE, 'orders', `${process.pid}-${orderCount++}.json`);
  writeFileSync(file, JSON.stringify(orders));
  // The product runs with the heap of its function.
  const own = engine === 'whydown' ? nodeOptions(FUNCTION_MEMORY_MB.probe).split(' ') : [];
  const command = [process.execPath, ...own, ...flags, bundleOf(engine), file];
  const child = startPinned(CLIENT_CORE, command, { env: { NODE_EXTRA_CA_CERTS: authorities } });
  const told = JSON.parse(await outputOf(child)) as Told;
  if (told.failed > told.probes * 0.01)
    throw new Error(
      `${told.failed} of ${told.probes} probes failed: ${told.error ?? 'the check did not pass'}`,
    );
  return told;
};
