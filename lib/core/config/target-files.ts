import { PLANNED_FILE, type FileKey } from '../probe/file-key.ts';
import type { Edge } from './config.ts';
import type { ConfigFiles } from './files.ts';
import { hasReference } from './references.ts';

type Keys = readonly (string | number)[];

/** What reading the files of a target needs. */
export interface TargetFileOptions {
  readonly edge: Edge;
  readonly files: Pick<ConfigFiles, 'read' | 'absolute'>;
  /** The path that is meant by what stands at a key: relative to the file that writes it. */
  readonly resolve: (keys: Keys, path: string) => string;
}

/** A target whose files were found, and what is wrong with those that were not. */
export interface TargetWithFiles {
  readonly target: unknown;
  readonly problems: readonly { readonly keys: Keys; readonly message: string }[];
}

/** A file becomes part of the plan, which every function carries. */
const MAX_PLANNED_BYTES = 65_536;

/**
 * Finds the files that a target names. Embedded, their absolute paths take their place; on AWS, where there is no such
 * file, their contents do, but for keys, which would be readable in the bundle.
 */
export const withFiles = (
  target: unknown,
  fileKeys: readonly FileKey[],
  options: TargetFileOptions,
): TargetWithFiles => {
  const problems: TargetWithFiles['problems'][number][] = [];
  const filled = fileKeys.reduce(
    (value, { keys, holds }) =>
      change(value, { keys, seen: [] }, (written, at) => {
        const found = fileAt({ written, at, holds }, options);
        if ('value' in found) return found.value;
        problems.push({ keys: at, message: found.problem });
        return written;
      }),
    target,
  );
  return { target: filled, problems };
};

interface Path {
  readonly keys: readonly string[];
  /** The keys that led here. */
  readonly seen: Keys;
}

/** A value with what stands at a path changed, wherever that is a text; `*` is every item of a list. */
const change = (
  value: unknown,
  { keys: [key, ...keys], seen }: Path,
  to: (written: string, at: Keys) => unknown,
): unknown => {
  if (key === undefined) return typeof value === 'string' ? to(value, seen) : value;
  if (key === '*' && Array.isArray(value))
    return value.map((item, index) => change(item, { keys, seen: [...seen, index] }, to));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  return { ...value, [key]: change(inner, { keys, seen: [...seen, key] }, to) };
};

interface Named {
  readonly written: string;
  readonly at: Keys;
  readonly holds: FileKey['holds'];
}

type Found = { readonly value: unknown } | { readonly problem: string };

const fileAt = ({ written, at, holds }: Named, options: TargetFileOptions): Found => {
  if (hasReference(written)) return { value: written };
  if (holds === 'key' && options.edge === 'aws') return { problem: KEY_ON_AWS };
  if (isPem(written)) return { value: written };
  const path = options.resolve(at, written);
  if (holds === 'folder') return { value: options.files.absolute(path) };
  const read = options.files.read(path);
  if (read.kind === 'missing') return { problem: `file ${path} not found` };
  if (read.kind === 'unreadable') return { problem: `file ${path} cannot be read: ${read.reason}` };
  if (options.edge === 'embedded') return { value: options.files.absolute(path) };
  return planned(read.bytes, holds, path);
};

const KEY_ON_AWS =
  'a key would be readable in the bundle of the functions, use ${secret:NAME#key} or ${ssm:/path}';

const isPem = (text: string): boolean => text.includes('-----BEGIN ');

const planned = (bytes: Uint8Array, holds: FileKey['holds'], path: string): Found => {
  if (bytes.length > MAX_PLANNED_BYTES)
    return {
      problem: `file ${path} has ${bytes.length} bytes, and at most ${MAX_PLANNED_BYTES} go into the plan`,
    };
  if (holds === 'bytes') return { value: `${PLANNED_FILE}${base64(bytes)}` };
  const text = new TextDecoder().decode(bytes);
  return isPem(text) ? { value: text } : { problem: `file ${path} holds no PEM` };
};

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
