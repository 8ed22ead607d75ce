/** Edits that turn one word into the other: insert, delete, replace, swap neighbours. Words are short: keys and names. */
const distance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + same,
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
};

/** Longer words are no slip of the finger, and comparing them costs time. */
const MAX_LENGTH = 64;

/** The word that was most likely meant: at most one edit in three letters, upper and lower case taken as equal. */
export const suggest = (word: string, known: readonly string[]): string | undefined => {
  if (word.length > MAX_LENGTH) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
};

/** `, did you mean "url"?`, or the known words where none is near. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const near = suggest(word, known);
  if (near !== undefined) return `, did you mean ${JSON.stringify(near)}?`;
  return known.length === 0 ? '' : `; known: ${known.join(', ')}`;
};
