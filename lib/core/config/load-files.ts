import type { ConfigFiles } from './files.ts';
import { problemAt, type Place, type Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { replaceEnv, type EnvOptions } from './references.ts';
import { valueOf, without, type SourceMap, type SourceNode } from './source.ts';

/** A file with the defaults that hold in it, its own last. */
export interface LoadedFile {
  readonly path: string;
  readonly root: SourceMap;
  readonly defaults: readonly SourceNode[];
}

/** The main file and everything that it includes, in the order in which it is met. */
export interface Loaded {
  readonly files: readonly LoadedFile[];
  readonly problems: readonly Problem[];
}

/** Reads a config and what it includes. */
export const loadFiles = (path: string, reader: ConfigFiles, env: EnvOptions): Loaded => {
  const files: LoadedFile[] = [];
  const problems: Problem[] = [];

  const load = (file: string, above: readonly SourceNode[], stack: readonly string[], by?: Include): void => {
    const text = textOf(file, reader);
    if (typeof text !== 'string') return void problems.push(by ? atInclude(by, text) : text);
    const read = readYaml(file, text);
    problems.push(...read.problems);
    if (read.problems.length > 0) return;
    if (read.node?.kind !== 'map') return void problems.push(noMap(file, read.node));
    const replaced = replaceEnv(read.node, env);
    problems.push(...replaced.problems);
    const root = withoutExtensions(replaced.node as SourceMap);
    const own = valueOf(root, 'defaults');
    const defaults = own ? [...above, own] : above;
    files.push({ path: file, root, defaults });
    for (const include of includesOf(root, file, reader)) {
      const fault = include.fault ?? repetition(include.path, [...stack, file], files);
      if (fault === undefined) load(include.path, defaults, [...stack, file], include);
      else problems.push(problemAt(include.place, include.at, fault));
    }
  };

  load(path, [], []);
  return { files, problems };
};

const repetition = (
  path: string,
  stack: readonly string[],
  files: readonly LoadedFile[],
): string | undefined => {
  if (stack.includes(path)) return `cycle: ${[...stack.slice(stack.indexOf(path)), path].join(' includes ')}`;
  return files.some((file) => file.path === path) ? `${path} is included twice` : undefined;
};

interface Include {
  readonly place: Place;
  /** The path of the include's own key. */
  readonly at: string;
  /** The file. */
  readonly path: string;
  readonly fault?: string;
}

/** What is no text is reported by the schema of the file. */
const includesOf = (root: SourceMap, file: string, reader: ConfigFiles): readonly Include[] => {
  const node = valueOf(root, 'include');
  const items = node?.kind === 'list' ? node.items : node ? [node] : [];
  return items.flatMap((item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    const at = { place: item.place, at: item.path };
    if (!item.value.includes('*')) return [{ ...at, path: reader.resolve(file, item.value) }];
    const found = reader.glob(file, item.value).filter((path) => path !== file);
    if (found.length > 0) return found.map((path) => ({ ...at, path }));
    return [{ ...at, path: item.value, fault: `no file fits ${JSON.stringify(item.value)}` }];
  });
};

const MISSING =
  'not found; write one (docs/reference/config.md), name another with --config, or see it work with "whydown demo"';

const textOf = (file: string, reader: ConfigFiles): string | Problem => {
  const read = reader.read(file);
  switch (read.kind) {
    case 'read':
      return decode(file, read.bytes);
    case 'missing':
      return { file, path: '', message: MISSING };
    case 'unreadable':
      return { file, path: '', message: `cannot be read: ${read.reason}` };
  }
};

/** A file that cannot be read at all is the fault of who includes it; one with wrong bytes has a place of its own. */
const atInclude = ({ place, at, path }: Include, problem: Problem): Problem => {
  if (problem.line !== undefined) return problem;
  return problemAt(place, at, `${path} ${problem.message === MISSING ? 'not found' : problem.message}`);
};

/** Keys that begin with `x-` are the user's own, to hang anchors on. */
const withoutExtensions = (root: SourceMap): SourceMap =>
  without(root, new Set([...root.entries.keys()].filter((key) => key.startsWith('x-'))));

const LINE_FEED = 0x0a;

/** The decoder drops a byte order mark. */
const decode = (file: string, bytes: Uint8Array): string | Problem => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch {
    const { line, column } = firstInvalid(bytes);
    return { file, line, column, path: '', message: 'not UTF-8; save the file as UTF-8' };
  }
};

/** The decoder does not say where it failed: the first line that it does not take, and how much of it. */
const firstInvalid = (bytes: Uint8Array): { readonly line: number; readonly column: number } => {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    const decoded = new TextDecoder('utf-8').decode(bytes.subarray(start, end));
    const column = decoded.indexOf('\uFFFD');
    if (column !== -1) return { line, column: column + 1 };
    start = end + 1;
  }
  return { line, column: 1 };
};

const noMap = (file: string, node: SourceNode | undefined): Problem => {
  const place = node?.place ?? { file, line: 1, column: 1 };
  const empty = node === undefined || (node.kind === 'scalar' && node.value === null);
  return problemAt(
    place,
    '',
    empty
      ? 'the file is empty; it needs checks:, see docs/reference/config.md'
      : 'expected a map with checks:, got something else',
  );
};
