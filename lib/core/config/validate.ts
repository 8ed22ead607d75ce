import * as v from 'valibot';

import { describeIssue, expectationOf } from './describe-issue.ts';
import { problemAt, type Problem } from './problem.ts';
import { isSensitive } from './references.ts';
import { keysAt, schemasAt, type Key } from './schema-at.ts';
import { locate, toPlain, type SourceNode } from './source.ts';
import { didYouMean, suggest } from './suggest.ts';

type Issue = v.BaseIssue<unknown>;
type Keys = readonly Key[];

/** What became of a value that was held against a schema. */
export type Validated<Output> =
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Holds a value against a schema; every problem knows its place. */
export const validate = <Schema extends v.GenericSchema>(
  schema: Schema,
  node: SourceNode,
): Validated<v.InferOutput<Schema>> => {
  const value = toPlain(node);
  const first = v.safeParse(schema, value);
  if (first.success) return { ok: true, output: first.output };
  const { unknown, issues } = withoutUnknownKeys(schema, value, first.issues);
  return {
    ok: false,
    problems: [
      ...unknown.map((each) => unknownKey(node, each)),
      ...issues
        .filter((issue) => !follows(issue, unknown))
        .map((issue) => problemOf(schema, { node, value }, issue)),
    ],
  };
};

/** A key that the schema does not know. */
interface UnknownKey {
  readonly keys: Keys;
  readonly known: readonly string[];
}

/** valibot names one unknown key of each map, so those are taken out of the value until none is left. */
const withoutUnknownKeys = (
  schema: v.GenericSchema,
  value: unknown,
  first: readonly Issue[],
): { readonly unknown: readonly UnknownKey[]; readonly issues: readonly Issue[] } => {
  const found: UnknownKey[] = [];
  for (let issues = first.flatMap(leaves); ;) {
    const unknown = issues.filter(isUnknownKey).map(keysOf);
    if (unknown.length === 0) return { unknown: found, issues };
    for (const keys of unknown) {
      remove(value, keys);
      found.push({ keys, known: keysAt(schema, keys.slice(0, -1), value) });
    }
    issues = (v.safeParse(schema, value).issues ?? []).flatMap(leaves);
  }
};

/** Whether an issue only says again what an unknown key says: its right spelling is missing, or the map lacks a kind. */
const follows = (issue: Issue, unknown: readonly UnknownKey[]): boolean => {
  const path = JSON.stringify(keysOf(issue));
  return unknown.some(({ keys, known }) => {
    const parent = keys.slice(0, -1);
    const meant = suggest(String(keys.at(-1)), known) ?? '';
    return path === JSON.stringify([...parent, meant]) || path === JSON.stringify(parent);
  });
};

const isUnknownKey = (issue: Issue): boolean => issue.type === 'strict_object' && issue.expected === 'never';

const remove = (value: unknown, keys: Keys): void => {
  const parent = keys.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], value);
  delete (parent as Record<string, unknown>)[keys.at(-1) ?? ''];
};

const keysOf = (issue: Issue): Keys => (issue.path ?? []).map((item) => item.key as Key);

/** Of a union, the problems inside the options that fit so far: a map that lacks a key is not "no text". */
const leaves = (issue: Issue): readonly Issue[] => {
  const inner = issue.issues?.filter((each) => each.path && each.path.length > 0) ?? [];
  if (issue.type !== 'union' || inner.length === 0) return [issue];
  return inner.map((each): Issue => ({
    ...each,
    path: [...(issue.path ?? []), ...(each.path ?? [])] as never,
  }));
};

const unknownKey = (node: SourceNode, { keys, known }: UnknownKey): Problem => {
  const { keyPlace, place, path } = locate(node, keys);
  return problemAt(keyPlace ?? place, path, `unknown key${didYouMean(String(keys.at(-1)), known)}`);
};

const problemOf = (
  schema: v.GenericSchema,
  at: { readonly node: SourceNode; readonly value: unknown },
  issue: Issue,
): Problem => {
  const keys = keysOf(issue);
  const found = locate(at.node, keys);
  if (found.node) {
    const secret = keys.some((key) => isSensitive(String(key)));
    const message = describeIssue(issue, found.node, secret);
    return problemAt(found.place, found.path, message);
  }
  const expected = [...new Set(schemasAt(schema, keys, at.value).map(expectationOf))].join(' or ');
  return problemAt(found.place, found.path, expected === '' ? 'missing' : `missing, expected ${expected}`);
};
