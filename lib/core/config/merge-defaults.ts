import type { CheckType } from './check-schema.ts';
import { COMMON_ENTRIES } from './check-schema.ts';
import { problemAt, type Problem } from './problem.ts';
import { overlay, valueOf, without, type SourceMap, type SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

const COMMON = new Set([...Object.keys(COMMON_ENTRIES), 'expect']);

/** What makes a check itself cannot be a default. */
const NEVER: ReadonlySet<string> = new Set(['name', 'url']);

/** A check over the defaults of its file; keys and assertions of other check types are left out. */
export const withDefaults = (check: SourceMap, defaults: readonly SourceNode[], type: CheckType): SourceMap =>
  [...defaults.filter((each) => each.kind === 'map').map((each) => fitting(each, type)), check].reduce(
    overlay,
  );

const fitting = (defaults: SourceMap, type: CheckType): SourceMap => {
  const foreign = [...defaults.entries.keys()].filter(
    (key) => NEVER.has(key) || !(COMMON.has(key) || Object.hasOwn(type.entries, key)),
  );
  const own = without(defaults, new Set(foreign));
  const expect = own.entries.get('expect');
  if (expect?.node.kind !== 'map') return own;
  const known = new Set(type.expects);
  const others = [...expect.node.entries.keys()].filter((key) => !known.has(key));
  const entries = new Map(own.entries).set('expect', {
    ...expect,
    node: without(expect.node, new Set(others)),
  });
  return { ...own, entries };
};

/** Defaults that no check type has; their values are held against the schema in each check that takes them. */
export const strangeDefaults = (
  defaults: SourceNode | undefined,
  types: readonly CheckType[],
): readonly Problem[] => {
  if (!defaults) return [];
  if (defaults.kind !== 'map') return [problemAt(defaults.place, defaults.path, 'expected a map')];
  const keys = [...COMMON, ...types.flatMap((type) => Object.keys(type.entries))];
  const expects = types.flatMap((type) => type.expects);
  return [
    ...strangers(
      defaults,
      keys.filter((key) => !NEVER.has(key)),
    ),
    ...strangers(valueOf(defaults, 'expect'), expects),
  ];
};

const strangers = (node: SourceNode | undefined, known: readonly string[]): readonly Problem[] => {
  if (node?.kind !== 'map') return [];
  return [...node.entries]
    .filter(([key]) => !known.includes(key))
    .map(([key, entry]) => problemAt(entry.keyPlace, entry.node.path, strangeness(key, known)));
};

const strangeness = (key: string, known: readonly string[]): string =>
  NEVER.has(key)
    ? 'cannot be a default, for every check has its own'
    : `unknown key${didYouMean(key, [...new Set(known)])}`;
