import { createRequire } from 'node:module';

import type { Plugin } from 'esbuild';

import type { ModuleGraph } from './program-parts.ts';

/** Large packages that few checks need: regular expressions, and JSONPaths beyond plain names. */
const AT_NEED = ['re2js', 'json-p3'];

const NAMESPACE = 'at-need';

/** Those that a program uses. */
export const packagesAtNeed = ({ outputs }: ModuleGraph): readonly string[] => {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)));
  return AT_NEED.filter((name) => imported.has(name));
};

/** Loads each of these packages, a file of the bundle, when one of its exports is used first. */
export const atNeed = (packages: readonly string[]): Plugin => {
  const contents = new Map<string, string>();
  for (const name of packages) {
    const names = Object.keys(createRequire(import.meta.url)(name) as object);
    const getters = names.map((each) => `get '${each}'() { return require('./${name}.js')['${each}']; }`);
    contents.set(name, `module.exports = { ${getters.join(', ')} };`);
  }
  return {
    name: NAMESPACE,
    setup: (build) => {
      build.onResolve({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /^[\w-]+$/, namespace: 'file' }, ({ path, kind }) =>
        contents.has(path) && kind !== 'entry-point' ? { path, namespace: NAMESPACE } : undefined,
      );
      build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({
        contents: contents.get(path) ?? '',
      }));
    },
  };
};
