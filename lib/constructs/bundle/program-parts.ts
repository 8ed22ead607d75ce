/** Of esbuild's metafile, what is read here: modules by path, and what each imports. */
export interface ModuleGraph {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly Import[] }>>;
  /** What is left of the modules when nothing is kept that is never used. */
  readonly outputs: Readonly<
    Record<
      string,
      { readonly inputs: Readonly<Record<string, unknown>>; readonly imports: readonly Import[] }
    >
  >;
}

interface Import {
  readonly path: string;
  readonly kind: string;
}

/** Which file of a bundle each of our modules goes into. Modules are paths, as the graph has them. */
export interface ProgramParts {
  /** Read at the start: what the entry imports statically, and what several parts need, for there may be state in it. */
  readonly main: ReadonlySet<string>;
  /** Loaded by `import()`: each is a file of its own, with what it needs beyond the main one. */
  readonly apart: readonly string[];
  /** Of the main file, what the parts use. */
  readonly lent: readonly string[];
}

/** Takes a program apart at its `import()`s. */
export const programParts = (graph: ModuleGraph, entry: string): ProgramParts => {
  const used = new Set(Object.values(graph.outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  const importsOf = (module: string, kind?: string): readonly string[] =>
    (graph.inputs[module]?.imports ?? [])
      .filter((each) => used.has(each.path) && (kind === undefined || each.kind === kind))
      .map(({ path }) => path);
  const needs = (root: string): ReadonlySet<string> =>
    closure(root, (module) => importsOf(module, 'import-statement'));

  const main = new Set(needs(entry));
  const all = [...closure(entry, (module) => importsOf(module))];
  const loaded = new Set(all.flatMap((module) => importsOf(module, 'dynamic-import')));
  const roots = [...loaded].filter((root) => !main.has(root));
  for (const module of neededTwice(roots.map(needs))) main.add(module);
  const lent = all.flatMap((module) => importsOf(module, main.has(module) ? 'dynamic-import' : undefined));
  return {
    main,
    apart: roots.filter((root) => !main.has(root)).sort(),
    lent: [...new Set(lent.filter((module) => main.has(module)))].sort(),
  };
};

const closure = (root: string, next: (module: string) => readonly string[]): ReadonlySet<string> => {
  const seen = new Set([root]);
  // What is added to a set on the way is visited too.
  for (const module of seen) for (const each of next(module)) seen.add(each);
  return seen;
};

const neededTwice = (parts: readonly ReadonlySet<string>[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const module of parts.flatMap((part) => [...part])) counts.set(module, (counts.get(module) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([module]) => module);
};
