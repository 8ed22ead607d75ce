import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Goes with the sources when the package is made. */
const BESIDE = ['package.json', 'README.md', 'LICENSE', 'schema', 'examples'];

/** Builds and packs the package as it is published, outside of the repository; returns the path of the archive. */
export const pack = (folder: string): string => {
  const staged = join(folder, 'staged');
  mkdirSync(staged, { recursive: true });
  run('tsc', ['-p', 'tsconfig.build.json', '--outDir', join(staged, 'dist')], ROOT);
  for (const name of BESIDE) cpSync(join(ROOT, name), join(staged, name), { recursive: true });
  const archive = run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], staged);
  return join(folder, archive.trim());
};

/** What an app of somebody else consists of. */
export interface ConsumerOptions {
  readonly archive: string;
  readonly type: 'module' | 'commonjs';
  /** TypeScript. */
  readonly app: string;
  readonly config: string;
}

/** Makes the app of somebody else, with the package in its `node_modules` and beside it what the package depends on. */
export const consumer = (folder: string, { archive, type, app, config }: ConsumerOptions): void => {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'whydown'), { recursive: true });
  run('tar', ['xzf', archive, '-C', join(modules, 'whydown'), '--strip-components=1'], folder);
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== 'whydown') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  write('package.json', JSON.stringify({ name: 'shop', version: '1.0.0', private: true, type }));
  write('package-lock.json', JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: {} }));
  write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER, include: ['app.ts'] }));
  write('whydown.yaml', config);
  write('app.ts', app);
};

/** As strict as the CDK's own declarations allow, which are looked at like those of the package. */
const COMPILER = {
  target: 'es2024',
  module: 'nodenext',
  strict: true,
  types: ['node'],
  outDir: 'out',
  rootDir: '.',
};

/** Compiles the app, runs it, and returns what it printed. */
export const synthesise = (folder: string): string => {
  run('tsc', ['-p', '.'], folder);
  return run(process.execPath, ['out/app.js'], folder);
};

const run = (command: string, args: readonly string[], cwd: string): string => {
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
};
