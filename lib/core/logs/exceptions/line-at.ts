/** A line of a record; beyond its ends, an empty one. */
export const lineAt = (lines: readonly string[], at: number): string => lines[at] ?? '';
