import { dirname, resolve } from 'node:path';

import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

import type { ProgramParts } from './program-parts.ts';

/** The entry point that is the main file. */
export const MAIN = 'main:';

const LENT = 'lent';

/** As we write imports of our own, and most packages do not: each one that is asked for takes time. */
const OWN = /^\.\.?\/.*\.[jt]s$/;

/** What goes where. */
export interface Links {
  readonly entry: string;
  /** The folder that the paths of the parts are relative to. */
  readonly root: string;
  readonly parts: ProgramParts;
  /** The name of each part's file, without `.js`, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Links the files of a bundle: an `import()` loads a part's file, and a part takes what is in the main file from there, so that
 * every module exists once. The main file exports these modules beside the handler.
 */
export const linkParts = ({ entry, root, parts, files }: Links): Plugin => {
  const main = new Set([...parts.main].map((module) => resolve(root, module)));
  const lent = new Map(parts.lent.map((module, index) => [resolve(root, module), `m${index}`]));
  const contents = [
    `export * from ${JSON.stringify(entry)};`,
    ...[...lent].map(([path, name]) => `export * as ${name} from ${JSON.stringify(path)};`),
  ].join('\n');

  const link = ({ path, importer, kind }: OnResolveArgs): OnResolveResult | undefined => {
    const target = resolve(dirname(importer), path);
    const isLoaded = kind === 'dynamic-import';
    const file = files.get(target);
    if (isLoaded && file !== undefined) return { path: `./${file}.js`, external: true };
    const name = lent.get(target);
    return name !== undefined && (isLoaded || !main.has(importer))
      ? { path: name, namespace: LENT }
      : undefined;
  };

  return {
    name: 'link-parts',
    setup: (build) => {
      build.onResolve({ filter: /^main:$/ }, () => ({ path: 'main', namespace: MAIN }));
      build.onLoad({ filter: /^/, namespace: MAIN }, () => ({ contents, resolveDir: root }));
      build.onResolve({ filter: /^/, namespace: LENT }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /^/, namespace: LENT }, ({ path }) => ({
        contents: `module.exports = require('./index.js').${path};`,
      }));
      build.onResolve({ filter: OWN, namespace: 'file' }, link);
    },
  };
};
