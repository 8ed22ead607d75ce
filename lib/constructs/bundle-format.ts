/**
 * How a program becomes one file, for esbuild. CommonJS: an `import` of `node:http` in an ES module evaluates all that
 * Node exports lazily from it, its own undici too, which costs a cold start some 15 ms.
 */
export const BUNDLE_FORMAT = {
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // What CommonJS has in place of it.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
};
