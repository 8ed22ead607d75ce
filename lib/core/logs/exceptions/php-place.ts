/** Where an error was raised, and where in the text that is said. */
export interface PhpPlace {
  readonly file: string;
  readonly line: number;
  readonly from: number;
}

// :2, on line 2, on line 2" while reading response header from upstream, on line 2', referer: …
const LINE = /(?::| on line )(\d{1,9})(?=$|["'])/;
/** The longest path, and what a web server may put behind it. */
const MAX_TAIL = 4096;

/** Finds ` in FILE:LINE` or ` in FILE on line LINE` at the end of a message; the last ` in ` begins it. */
export const findPhpPlace = (text: string): PhpPlace | undefined => {
  const from = text.lastIndexOf(' in /');
  const start = from < 0 ? text.lastIndexOf(' in ') : from;
  if (start < 0) return undefined;
  const rest = text.slice(start + 4, start + 4 + MAX_TAIL);
  const match = LINE.exec(rest);
  if (match === null) return undefined;
  return { file: rest.slice(0, match.index), line: Number(match[1]), from: start };
};
