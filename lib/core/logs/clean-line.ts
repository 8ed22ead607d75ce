const ESCAPE = String.fromCharCode(27);
const NBSP = '\u00A0';

// ESC[31m, ESC[1;31m, ESC[38;5;196m, ESC[K
const ANSI = new RegExp(String.raw`${ESCAPE}\[[0-?]{0,32}[ -/]{0,4}[@-~]`, 'g');

/** Removes terminal colours and turns no-break spaces into spaces; a line without either is returned as it is. */
export const cleanLine = (text: string): string => {
  const plain = text.includes(ESCAPE) ? text.replace(ANSI, '') : text;
  return plain.includes(NBSP) ? plain.replaceAll(NBSP, ' ') : plain;
};
