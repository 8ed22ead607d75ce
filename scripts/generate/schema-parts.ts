import type * as v from 'valibot';

type Schema = v.GenericSchema;

/** What the inside of a schema of the config may be made of. */
export interface Parts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  readonly getter?: unknown;
  readonly message?: unknown;
  readonly pipe?: readonly { readonly kind: string; readonly type: string; readonly description?: string }[];
}

/** A schema with its parts in reach. */
export const partsOf = (schema: Schema): Parts => schema;

/** The description of a schema, also of the one that an optional wraps, else that inside a pipe of pipes. */
export const descriptionOf = (schema: Schema): string | undefined => {
  const { pipe, wrapped } = partsOf(schema);
  const own = pipe?.findLast((item) => item.type === 'description')?.description;
  if (own !== undefined) return own;
  const inner = wrapped ?? (pipe?.[0] as unknown as Schema | undefined);
  return inner && inner !== schema ? descriptionOf(inner) : undefined;
};

/** What an optional key is when it is left out; undefined when it is required or has no default. */
export const defaultOf = (schema: Schema): unknown => partsOf(schema).default;

/** Whether a key may be left out. */
export const isOptional = (schema: Schema): boolean =>
  ['optional', 'exact_optional', 'nullish'].includes(partsOf(schema).type);

/** The schema inside an optional. */
export const unwrapped = (schema: Schema): Schema => {
  const { wrapped } = partsOf(schema);
  return wrapped ? unwrapped(wrapped) : schema;
};
