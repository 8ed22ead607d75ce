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

// Written out, for this is several times as fast as a loop that fills an array.
const groupsOf = (match: RegExpExecArray): Captured => [
  group(match, 1),
  group(match, 2),
  group(match, 3),
  group(match, 4),
  group(match, 5),
  group(match, 6),
  group(match, 7),
  group(match, 8),
  group(match, 9),
  group(match, 10),
  group(match, 11),
  group(match, 12),
];

const group = (match: RegExpExecArray, index: number): string => match[index] ?? '';
