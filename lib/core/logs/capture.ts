/** The groups of a match; a group that took no part is empty. */
export type Captured = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

/** Matches a line and returns its groups, the first at 0; undefined when the line is of another form. */
export const capture = (pattern: RegExp, line: string): Captured | undefined => {
  const match = pattern.exec(line);
  return match === null ? undefined : groupsOf(match);
};

// Twelve defaults in a destructuring are several times as fast as a loop that fills an array.
const groupsOf = ([, a = '', b = '', c = '', d = '', e = '', f = '', ...rest]: RegExpExecArray): Captured => {
  if (rest.length === 0) return [a, b, c, d, e, f, '', '', '', '', '', ''];
  const [g = '', h = '', i = '', j = '', k = '', l = ''] = rest;
  return [a, b, c, d, e, f, g, h, i, j, k, l];
};
