import { dirname, relative, resolve } from 'node:path';

import { build } from 'esbuild';

import { atNeed, packagesAtNeed } from './at-need.ts';
import { BUNDLE_FORMAT } from './bundle-format.ts';
import { leaveOut } from './leave-out.ts';
import { linkParts, MAIN } from './link-parts.ts';
import { programParts } from './program-parts.ts';

/** Where the code is, and where the bundle goes. */
export interface BundleOptions {
  /** The module that exports `handler`; an absolute path. */
  readonly entry: string;
  readonly folder: string;
}

/**
 * Bundles a program with all packages that it uses: `index.js`, which a cold start reads whole, and beside it one file for
 * each `import()`, which is read when it is needed. Equal code gives equal files, wherever it lies.
 */
export const bundle = async ({ entry, folder }: BundleOptions): Promise<void> => {
  const root = dirname(entry);
  const { metafile } = await build({
    ...BUNDLE_FORMAT,
    absWorkingDir: root,
    entryPoints: [entry],
    // Our own modules alone: which packages they use follows from them.
    packages: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const parts = programParts(metafile, relative(root, entry).replaceAll('\\', '/'));
  const packages = packagesAtNeed(metafile);
  const files = new Map(parts.apart.map((part) => [resolve(root, part), fileOf(part)]));
  await build({
    ...BUNDLE_FORMAT,
    absWorkingDir: root,
    entryPoints: [
      { in: MAIN, out: 'index' },
      ...[...files].map(([path, name]) => ({ in: path, out: name })),
      ...packages.map((name) => ({ in: name, out: name })),
    ],
    outdir: folder,
    logLevel: 'silent',
    plugins: [linkParts({ entry, root, parts, files }), atNeed(packages), leaveOut],
  });
};

/** `../../lib/probers/http.ts` → `lib.probers.http` */
const fileOf = (part: string): string =>
  part
    .replace(/^(?:\.\.\/)*/, '')
    .replace(/\.\w+$/, '')
    .replaceAll('/', '.');
