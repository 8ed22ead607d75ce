import type * as v from 'valibot';

type Schema = v.GenericSchema;

/** One step of a path into a value. */
export type Key = string | number;

/** What the schemas of the config are made of; pipes spread their first schema, so that its parts are in reach. */
interface Parts {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly wrapped?: Schema;
  readonly options?: readonly unknown[];
  readonly getter?: (value: unknown) => Schema;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';

/** The schemas inside optional, union and lazy ones; a lazy one looks at the value before it chooses. */
export const alternatives = (schema: Schema, value?: unknown): readonly Schema[] => {
  const parts = schema as Parts;
  if (parts.wrapped) return alternatives(parts.wrapped, value);
  if (parts.getter) return alternatives(parts.getter(value), value);
  const options = (parts.options ?? []).filter(isSchema);
  return options.length > 0 ? options.flatMap((option) => alternatives(option, value)) : [schema];
};

/** The schemas that may apply at a path into a value: more than one where a union leads there. */
export const schemasAt = (root: Schema, keys: readonly Key[], value: unknown): readonly Schema[] => {
  const [key, ...rest] = keys;
  if (key === undefined) return alternatives(root, value);
  const inner = (value as Readonly<Record<Key, unknown>> | undefined)?.[key];
  return alternatives(root, value)
    .flatMap((schema) => childOf(schema as Parts, key))
    .flatMap((schema) => schemasAt(schema, rest, inner));
};

const childOf = (parts: Parts, key: Key): readonly Schema[] => {
  const child = parts.entries ? parts.entries[key] : (parts.item ?? parts.value);
  return child ? [child] : [];
};

/** The keys that are known at a path. */
export const keysAt = (root: Schema, keys: readonly Key[], value: unknown): readonly string[] => [
  ...new Set(schemasAt(root, keys, value).flatMap((schema) => Object.keys((schema as Parts).entries ?? {}))),
];
