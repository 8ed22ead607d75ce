/** A finding names so many, and counts the rest. */
const SHOWN = 3;

/** Some of the names, each once, and how many more there are: `['a', 'b', 'c', '97 more']`. */
export const someNames = (names: readonly string[]): readonly string[] => {
  const unique = [...new Set(names)];
  const left = unique.length - SHOWN;
  return left > 0 ? [...unique.slice(0, SHOWN), `${left} more`] : unique;
};
