const ESCAPE = String.fromCharCode(27);
const NBSP = '\u00A0';
/** Between a time and its AM or PM, as newer runtimes of Java and JavaScript print it. */
const NARROW = '\u202F';

// ESC[31m, ESC[1;31m, ESC[38;5;196m, ESC[K
const ANSI = new RegExp(String.raw`${ESCAPE}\[[0-?]{0,32}[ -/]{0,4}[@-~]`, 'g');

/** Removes terminal colours and turns no-break spaces into spaces; a line without either is returned as it is. */
export const cleanLine = (text: string): string => {
  const plain = text.includes(ESCAPE) ? text.replace(ANSI, '') : text;
  const spaced = plain.includes(NBSP) ? plain.replaceAll(NBSP, ' ') : plain;
  return spaced.includes(NARROW) ? spaced.replaceAll(NARROW, ' ') : spaced;
};
