/** The entries that are known, for `Signal.subject`: what nobody printed is left out. */
export const known = (
  entries: Readonly<Record<string, string | number | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

/** `prefix` and `text` together, or nothing where there is no text. */
export const after = (prefix: string, text: string | undefined): string =>
  text === undefined ? '' : `${prefix}${text}`;
