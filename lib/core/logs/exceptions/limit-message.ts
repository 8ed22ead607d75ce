/** A message is for reading and matching; a dump behind it is in the record's lines. */
const MAX_LINES = 20;
const MAX_CHARACTERS = 4096;

/** Joins the lines of a message, without blank ends, within 20 lines and 4 KB. */
export const limitMessage = (lines: readonly string[]): string => {
  const text = lines.slice(0, MAX_LINES).join('\n').trim();
  return text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text;
};
