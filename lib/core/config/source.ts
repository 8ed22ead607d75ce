import type { Place } from './problem.ts';

export type Scalar = string | number | boolean | null;

interface Located {
  readonly place: Place;
  /** From the top of its file: `checks[0].url`. */
  readonly path: string;
}

/** A value of a config file that knows where it stands, also after defaults, anchors and includes are put together. */
export type SourceNode =
  | (Located & { readonly kind: 'map'; readonly entries: ReadonlyMap<string, SourceEntry> })
  | (Located & { readonly kind: 'list'; readonly items: readonly SourceNode[] })
  | (Located & {
      readonly kind: 'scalar';
      readonly value: Scalar;
      /** As written, where references were replaced: the only form that may be printed. */
      readonly written?: string;
    });

export type SourceMap = Extract<SourceNode, { kind: 'map' }>;

/** A key of a map with its value. */
export interface SourceEntry {
  readonly keyPlace: Place;
  readonly node: SourceNode;
}

/** The next longer path: `expect.json["$.db"]`, `checks[0]`. */
export const childPath = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  // example: certificateExpiry  <<
  if (!/^(?:[\w-]+|<<)$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** The value alone. */
export const toPlain = (node: SourceNode): unknown => {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.node)]));
  }
};

/** What stands at a path. */
export interface Found {
  readonly place: Place;
  readonly path: string;
  /** The place of the key, where the last step went to a key. */
  readonly keyPlace?: Place;
  /** Absent where the path leads to nothing; the place is that of the innermost thing that is there. */
  readonly node?: SourceNode;
}

/** Follows a path as far as it goes. */
export const locate = (root: SourceNode, keys: readonly (string | number)[]): Found => {
  let found: Found = { place: root.place, path: root.path, node: root };
  for (const key of keys) {
    const node = found.node;
    const next = node && step(node, key);
    if (!next) return { place: found.place, path: childPath(found.path, key) };
    found = next;
  }
  return found;
};

const step = (node: SourceNode, key: string | number): Found | undefined => {
  if (node.kind === 'list') {
    const item = node.items[Number(key)];
    return item && { place: item.place, path: item.path, node: item };
  }
  const entry = node.kind === 'map' ? node.entries.get(String(key)) : undefined;
  return (
    entry && {
      place: entry.node.place,
      path: entry.node.path,
      node: entry.node,
      keyPlace: entry.keyPlace,
    }
  );
};

/** The value of a key, where the node is a map that has it. */
export const valueOf = (node: SourceNode | undefined, key: string): SourceNode | undefined =>
  node?.kind === 'map' ? node.entries.get(key)?.node : undefined;

/** A map without some of its keys. */
export const without = (map: SourceMap, keys: ReadonlySet<string>): SourceMap => ({
  ...map,
  entries: new Map([...map.entries].filter(([key]) => !keys.has(key))),
});

/**
 * Puts a map over another: maps are merged key by key, anything else is replaced, and an empty value (`key: ~`) takes
 * away what lies below. The result stands where the upper map stands.
 */
export const overlay = (below: SourceMap, above: SourceMap): SourceMap => {
  const entries = new Map(below.entries);
  for (const [key, entry] of above.entries) {
    const under = entries.get(key);
    if (under && entry.node.kind === 'scalar' && entry.node.value === null) entries.delete(key);
    else entries.set(key, under ? overlayEntry(under, entry) : entry);
  }
  return { ...above, entries };
};

const overlayEntry = (below: SourceEntry, above: SourceEntry): SourceEntry =>
  below.node.kind === 'map' && above.node.kind === 'map'
    ? { ...above, node: overlay(below.node, above.node) }
    : above;
