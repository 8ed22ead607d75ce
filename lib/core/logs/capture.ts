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

const GROUPS = 12;

/** Matches a line and returns its groups, the first at 0; undefined when the line is of another form. */
export const capture = (pattern: RegExp, line: string): Captured | undefined => {
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const groups: string[] = [];
  for (let index = 1; index <= GROUPS; index++) groups.push(match[index] ?? '');
  return groups as unknown as Captured;
};
