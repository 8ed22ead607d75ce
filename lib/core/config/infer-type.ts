import type { CheckType } from './check-schema.ts';
import { problemAt, type Problem } from './problem.ts';
import { valueOf, type SourceMap, type SourceNode } from './source.ts';
import { didYouMean, suggest } from './suggest.ts';

/** The type of a check: as it says, else by the scheme of its `url`. */
export const typeOf = (
  check: SourceMap,
  defaultType: string | undefined,
  types: readonly CheckType[],
): CheckType | Problem => {
  const node = valueOf(check, 'type');
  if (node) return named(node, types);
  const word = byScheme(check, types) ?? defaultType;
  if (word === undefined) return untyped(check, types);
  return types.find((each) => each.type === word) ?? unknownType(check, word, types);
};

const named = (node: SourceNode, types: readonly CheckType[]): CheckType | Problem => {
  if (node.kind !== 'scalar' || typeof node.value !== 'string')
    return problemAt(node.place, node.path, 'expected a check type');
  const { value } = node;
  return types.find((each) => each.type === value) ?? unknownType(node, value, types);
};

const unknownType = (node: SourceNode, word: string, types: readonly CheckType[]): Problem => {
  const hint = didYouMean(
    word,
    types.map((type) => type.type),
  );
  return problemAt(node.place, node.path, `unknown check type ${JSON.stringify(word)}${hint}`);
};

const schemeOf = (check: SourceMap): string | undefined => {
  const url = valueOf(check, 'url');
  if (url?.kind !== 'scalar' || typeof url.value !== 'string') return undefined;
  // example: https://api.example.com
  return /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(url.value)?.[1]?.toLowerCase();
};

const byScheme = (check: SourceMap, types: readonly CheckType[]): string | undefined => {
  const scheme = schemeOf(check);
  const found = types.find((type) => scheme !== undefined && type.schemes?.includes(scheme));
  if (found) return found.type;
  // A url without a known scheme, or a key that is nearly `url`, was most likely meant for http: its schema says what is wrong.
  const meant = [...check.entries.keys()].some((key) => suggest(key, ['url', 'type']) === 'url');
  return meant ? types.find((type) => type.schemes?.includes('https'))?.type : undefined;
};

/** A key that is nearly `type` was meant to be it. */
const untyped = (check: SourceMap, types: readonly CheckType[]): Problem => {
  const near = [...check.entries].find(([key]) => suggest(key, ['type']) !== undefined);
  if (near) return problemAt(near[1].keyPlace, near[1].node.path, 'unknown key, did you mean "type"?');
  const names = types.map((type) => type.type).join(', ');
  const keys = [...check.entries.keys()].join(', ') || 'nothing';
  return problemAt(check.place, check.path, `expected a url, or a type (one of ${names}), got ${keys}`);
};
