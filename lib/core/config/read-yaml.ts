import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
  type YAMLMap,
} from 'yaml';

import { problemAt, type Place, type Problem } from './problem.ts';
import { childPath, type Scalar, type SourceEntry, type SourceMap, type SourceNode } from './source.ts';

/** A file that was read, as far as it could be. */
export interface YamlFile {
  /** Absent when the file has no value or cannot be read. */
  readonly node?: SourceNode;
  readonly problems: readonly Problem[];
}

/** Aliases of aliases grow exponentially; a fleet of 100,000 checks written out has some 2,000,000 values. */
const MAX_VALUES = 10_000_000;

/** A YAML or JSON text as values that know their place; anchors, aliases and merge keys are resolved. */
export const readYaml = (file: string, text: string): YamlFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { problems: faults.map((fault) => syntaxProblem(fault, placeOf)) };
  if (!document.contents) return { problems: [] };
  const reader = new Reader(document, placeOf);
  const node = reader.read(document.contents, '');
  if (reader.size(node) > MAX_VALUES)
    reader.problems.push(problemAt(node.place, '', `aliases expand to more than ${MAX_VALUES} values`));
  return reader.problems.length > 0 ? { problems: reader.problems } : { node, problems: [] };
};

const syntaxProblem = (fault: YAMLError, placeOf: (offset: number) => Place): Problem => {
  const place = placeOf(fault.pos[0]);
  if (fault.code === 'MULTIPLE_DOCS')
    return problemAt(place, '', 'expected one YAML document, got several; split them with include:');
  const [first = ''] = fault.message.split('\n');
  const text = `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return problemAt(place, '', `not valid YAML: ${text}`);
};

/** Walks one document. Aliases share the value of their anchor, which stands before them. */
class Reader {
  readonly problems: Problem[] = [];
  readonly #known = new Map<Node, SourceNode>();
  readonly #sizes = new Map<SourceNode, number>();
  readonly #document: Document;
  readonly #placeOf: (offset: number) => Place;

  constructor(document: Document, placeOf: (offset: number) => Place) {
    this.#document = document;
    this.#placeOf = placeOf;
  }

  read(node: Node | null, path: string, fallback?: Place): SourceNode {
    const place = node?.range ? this.#placeOf(node.range[0]) : (fallback ?? this.#placeOf(0));
    if (!node) return { kind: 'scalar', value: null, place, path };
    if (isAlias(node)) return this.#alias(node, place, path);
    const value = this.#value(node, place, path);
    this.#known.set(node, value);
    return value;
  }

  /** Values in a tree, shared ones counted each time. */
  size(node: SourceNode): number {
    const known = this.#sizes.get(node);
    if (known !== undefined) return known;
    const children = node.kind === 'list' ? node.items : [];
    const values = node.kind === 'map' ? [...node.entries.values()].map((entry) => entry.node) : children;
    const size = values.reduce((sum, child) => sum + this.size(child), 1);
    this.#sizes.set(node, size);
    return size;
  }

  #value(node: Node, place: Place, path: string): SourceNode {
    if (isMap(node)) return this.#map(node, place, path);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item as Node, childPath(path, index), place));
      return { kind: 'list', items, place, path };
    }
    const value = isScalar(node) ? (node.value as Scalar) : null;
    return { kind: 'scalar', value, place, path };
  }

  #alias(node: Alias, place: Place, path: string): SourceNode {
    const target = node.resolve(this.#document);
    const known = target && this.#known.get(target);
    if (known) return known;
    this.problems.push(problemAt(place, path, `alias *${node.source} stands inside its own anchor`));
    return { kind: 'scalar', value: null, place, path };
  }

  #map(map: YAMLMap, place: Place, path: string): SourceMap {
    const own = new Map<string, SourceEntry>();
    const merged: SourceEntry[] = [];
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const keyPlace = pair.key.range ? this.#placeOf(pair.key.range[0]) : place;
      if (!isScalar(pair.key)) {
        this.problems.push(problemAt(keyPlace, path, 'expected a text as key'));
        continue;
      }
      const key = String(pair.key.value);
      const entry = { keyPlace, node: this.read(pair.value, childPath(path, key), keyPlace) };
      if (key === '<<') merged.push(entry);
      else own.set(key, entry);
    }
    const inherited = merged.flatMap((entry) => this.#merged(entry));
    // The first map that has a key wins, and the map's own keys win over all (https://yaml.org/type/merge.html).
    const entries = new Map([...inherited.reverse().flatMap((each) => [...each.entries]), ...own]);
    return { kind: 'map', entries, place, path };
  }

  #merged({ node, keyPlace }: SourceEntry): readonly SourceMap[] {
    const nodes = node.kind === 'list' ? node.items : [node];
    if (nodes.every((each) => each.kind === 'map')) return nodes;
    this.problems.push(problemAt(keyPlace, node.path, 'expected a map, or a list of maps, to merge'));
    return [];
  }
}
