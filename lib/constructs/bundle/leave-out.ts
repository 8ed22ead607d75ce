import type { Plugin } from 'esbuild';

/** An import of a package that nothing of ours ever comes to, and the module that stands in its place. */
interface LeftOut {
  readonly path: RegExp;
  /** Where it is imported; anywhere by default. */
  readonly importer?: RegExp;
  /** Throws when it is loaded, by default. */
  readonly instead?: string;
}

const LEFT_OUT: readonly LeftOut[] = [
  // A function has its credentials in its environment; the other ways bring along SSO, web identity and files.
  {
    path: /^@aws-sdk\/credential-provider-node$/,
    instead: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
  // The SDK asks for it by `import()` in operations that we do not call, for which each of its modules would be wrapped.
  {
    path: /^@smithy\/core\/event-streams$/,
    importer: /HttpProtocol\.js$/,
  },
  // Whatever we send through undici has `allowH2: false`, and this evaluates `node:http2`.
  {
    path: /\/client-h2\.js$/,
    importer: /undici.lib.dispatcher.client\.js$/,
    instead: "module.exports = () => { throw new Error('HTTP/2 of undici is not in this bundle'); };",
  },
  // Our bodies are bytes and texts.
  { path: /\/web\/fetch\/body\.js$/, importer: /undici.lib.dispatcher.client-h1\.js$/ },
  { path: /\/web\/(?:fetch\/formdata|webidl)$/, importer: /undici.lib.core.request\.js$/ },
];

const NAMESPACE = 'left-out';

/** Leaves out what nothing of ours comes to. */
export const leaveOut: Plugin = {
  name: NAMESPACE,
  setup: (build) => {
    for (const [index, { path, importer = /^/ }] of LEFT_OUT.entries())
      build.onResolve({ filter: path }, (found) =>
        importer.test(found.importer)
          ? { path: found.path, namespace: NAMESPACE, pluginData: { index, resolveDir: found.resolveDir } }
          : undefined,
      );
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path, pluginData }) => {
      const { index, resolveDir } = pluginData as { readonly index: number; readonly resolveDir: string };
      const contents = LEFT_OUT[index]?.instead ?? `throw new Error('${path} is not in this bundle');`;
      return { contents, resolveDir };
    });
  },
};
