import type { BuildOptions } from 'esbuild';

/**
 * How the code of a function is written, for esbuild. CommonJS: an `import` of `node:http` in an ES module evaluates all that
 * Node exports lazily from it, its own undici too, which costs a cold start some 15 ms.
 */
export const BUNDLE_FORMAT = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  mainFields: ['module', 'main'],
  // Also, no comment carries a path of the machine into the asset's hash.
  minify: true,
  define: {
    // What CommonJS has in place of it.
    'import.meta.url': 'importMetaUrl',
    // undici leaves out its second, experimental parser, which it would compile at each start.
    esbuildDetection: 'true',
  },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  // `import()` becomes `require` at the time of the call.
  supported: { 'dynamic-import': false },
} satisfies BuildOptions;
