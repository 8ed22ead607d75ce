/** What is there: without the keys whose value is undefined or an empty text. */
export const present = <T extends object>(
  values: T,
): { readonly [K in keyof T]?: Exclude<T[K], undefined> } => {
  const kept: Partial<Record<keyof T, unknown>> = {};
  for (const key in values) if (values[key] !== undefined && values[key] !== '') kept[key] = values[key];
  return kept as { readonly [K in keyof T]?: Exclude<T[K], undefined> };
};
