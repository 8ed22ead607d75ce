import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What each layer may import; the longest matching folder decides. `.` is the layer itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'lib/core': ['.', 'valibot', 're2js', 'json-p3'],
  'lib/core/config': ['lib/core', 'valibot', 're2js', 'json-p3', 'yaml'],
  'lib/probers': ['.', 'lib/core', 'undici', 'node:', 'valibot'],
  'lib/notifiers': ['.', 'lib/core', 'valibot'],
  'lib/net': ['.', 'lib/core', 'undici', 'node:'],
  // The process's own clock and chance, the same on both edges.
  'lib/system': ['.', 'lib/core', 'node:'],
  'lib/catalog.ts': ['lib/core', 'lib/probers', 'lib/notifiers'],
  'lib/whole-catalog.ts': ['lib/core', 'lib/probers', 'lib/notifiers'],
  'lib/aws': ['.', 'lib/core', 'lib/system', '@aws-sdk/', 'node:'],
  'lib/local': ['.', 'lib/core', 'lib/net', 'lib/system', 'node:'],
  // The table's keys, the plan's files and the environment are contracts between what creates and what uses them.
  'lib/constructs': [
    '.',
    'lib/core',
    'lib/whole-catalog.ts',
    'lib/aws/dynamo/keys.ts',
    'lib/aws/deployment.ts',
    'lib/aws/environment.ts',
    'lib/aws/plan-folder.ts',
    'lib/local/config-files.ts',
    'aws-cdk-lib',
    'constructs',
    'node:',
  ],
  // A program of its own, too, that a synthesis runs.
  'lib/constructs/bundle': ['.', 'esbuild', 'node:'],
  // A target program of its own: it knows nothing of what watches it.
  'lib/demo': ['.', 'node:'],
  'lib/cli': [
    '.',
    'lib/core',
    'lib/catalog.ts',
    'lib/local',
    'lib/net',
    'lib/system',
    'lib/demo',
    'commander',
    'node:',
  ],
  'lib/index.ts': ['lib/'],
  lambdas: ['.', 'lib/core', 'lib/net', 'lib/aws', 'lib/system', 'lib/catalog.ts', 'lib/probers', 'node:'],
};

/** What only a dynamic import may load, so that it costs nothing until it is needed. */
const DYNAMIC: Readonly<Record<string, readonly string[]>> = { 'lib/cli': ['lib/aws'] };

/** Effects that reach the core as parameters only: by name, and by member. */
const EFFECTS: ReadonlySet<string> = new Set([
  'process',
  'console',
  'fetch',
  'performance',
  'crypto',
  'queueMicrotask',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'Date.now',
  'Math.random',
  'new Date()',
]);

interface Import {
  readonly file: string;
  readonly target: string;
  readonly dynamic: boolean;
}

const files = globSync('{lib,lambdas}/**/*.ts', { cwd: ROOT }).sort();

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const importsOf = (file: string): readonly Import[] => {
  const text = textOf(file);
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  const loaded = module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start, end));
  // example: import('../probe/reach.ts').Reach
  const types = [...text.matchAll(/\bimport\(\s*'([^'\n]{1,200})'\s*\)\s*\./g)].map(([, each = '']) => each);
  return [
    ...module.staticImports.map(({ moduleRequest }) => ({ name: moduleRequest.value, dynamic: false })),
    ...[...exported, ...types].map((name) => ({ name, dynamic: false })),
    ...loaded.map((name) => ({ name: name.replaceAll(/^['"`]|['"`]$/g, ''), dynamic: true })),
  ].map(({ name, dynamic }) => ({
    file,
    dynamic,
    target: name.startsWith('.') ? join(dirname(file), name) : name,
  }));
};

const within = (path: string, folder: string): boolean =>
  folder.endsWith('/') || folder.endsWith(':')
    ? path.startsWith(folder)
    : path === folder || path.startsWith(`${folder}/`);

const layerOf = (file: string): string =>
  Object.keys(LAYERS)
    .filter((layer) => within(file, layer))
    .sort((a, b) => b.length - a.length)[0] ?? '';

const isAllowed = ({ file, target, dynamic }: Import): boolean => {
  const layer = layerOf(file);
  const allowed = [...(LAYERS[layer] ?? []), ...(dynamic ? (DYNAMIC[layer] ?? []) : [])];
  return allowed.some((each) => within(target, each === '.' ? layer : each));
};

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const nameOf = (node: unknown): string =>
  isNode(node) && node.type === 'Identifier' ? String(node['name']) : '';

/** What a node reads from its surroundings: `process`, `Date.now`, `new Date()`. */
const readsOf = (node: Node): string => {
  if (node.type === 'MemberExpression') return `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  if (node.type !== 'NewExpression') return nameOf(node);
  return (node['arguments'] as unknown[]).length === 0 ? `new ${nameOf(node['callee'])}()` : '';
};

/** Names of properties are no reads. */
const childrenOf = (node: Node): readonly unknown[] =>
  Object.entries(node)
    .filter(([key]) => !(['property', 'key'].includes(key) && node['computed'] === false))
    .flatMap(([, child]) => (Array.isArray(child) ? (child as unknown[]) : [child]));

const effectsIn = (root: unknown): readonly string[] => {
  const found: string[] = [];
  const rest: unknown[] = [root];
  for (let node = rest.pop(); rest.length > 0 || isNode(node); node = rest.pop()) {
    if (!isNode(node)) continue;
    if (EFFECTS.has(readsOf(node))) found.push(readsOf(node));
    rest.push(...childrenOf(node));
  }
  return found;
};

const imports = files.flatMap(importsOf);

describe('the layers', () => {
  it('were scanned', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter((each) => each.dynamic).length).toBeGreaterThan(0);
    expect(files.filter((file) => layerOf(file) === '')).toEqual([]);
  });

  it('import only what they may', () => {
    const offences = imports.filter((each) => !isAllowed(each));
    expect(offences.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('keep effects out of the core', () => {
    const core = files.filter((file) => within(file, 'lib/core'));
    expect(core.length).toBeGreaterThan(50);
    const offences = core.flatMap((file) =>
      effectsIn(parseSync(file, textOf(file)).program).map((effect) => `${file} uses ${effect}`),
    );
    expect(offences).toEqual([]);
  });
});

describe('the check itself', () => {
  it.each([
    { file: 'lib/core/monitor.ts', target: 'yaml', dynamic: false },
    { file: 'lib/core/monitor.ts', target: 'node:fs', dynamic: false },
    { file: 'lib/core/monitor.ts', target: 'lib/local/engine.ts', dynamic: true },
    { file: 'lib/demo/target.ts', target: 'lib/core/check.ts', dynamic: false },
    { file: 'lib/notifiers/slack.ts', target: 'undici', dynamic: false },
    { file: 'lib/cli/main.ts', target: 'lib/aws/client.ts', dynamic: false },
    { file: 'lib/net/sender.ts', target: 'undici-types', dynamic: false },
  ])('refuses $target in $file', (each) => {
    expect(isAllowed(each)).toBe(false);
  });

  it.each([
    { file: 'lib/core/config/read-yaml.ts', target: 'yaml', dynamic: false },
    { file: 'lib/cli/main.ts', target: 'lib/aws/client.ts', dynamic: true },
    { file: 'lib/aws/clock.ts', target: '@aws-sdk/client-sqs', dynamic: false },
  ])('allows $target in $file', (each) => {
    expect(isAllowed(each)).toBe(true);
  });

  it.each([
    { code: 'const now = Date.now();', effect: 'Date.now' },
    { code: 'const now = new Date();', effect: 'new Date()' },
    { code: 'if (x) { setTimeout(() => {}, 1); }', effect: 'setTimeout' },
    { code: 'const { env } = process;', effect: 'process' },
    { code: 'const f = { random: Math.random };', effect: 'Math.random' },
  ])('sees $effect in: $code', ({ code, effect }) => {
    expect(effectsIn(parseSync('core.ts', code).program)).toContain(effect);
  });

  it.each([
    'const text = "process.exit";',
    'const r = /console\\./;',
    'const d = new Date(0);',
    'a.process.b;',
  ])('sees no effect in: %s', (code) => {
    expect(effectsIn(parseSync('core.ts', code).program)).toEqual([]);
  });
});
