/** A place in a config file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a config: where, and what to do about it. */
export interface Problem {
  readonly file: string;
  /** Absent when the whole file is the problem. */
  readonly line?: number;
  readonly column?: number;
  /** `checks[0].url`; empty for the whole document. */
  readonly path: string;
  /** Lower case, no final period: what came, what was expected, what to do. */
  readonly message: string;
}

/** A problem at a place. */
export const problemAt = (place: Place, path: string, message: string): Problem => ({
  file: place.file,
  line: place.line,
  column: place.column,
  path,
  message,
});

/** `whydown.yaml:5:10 checks[0].url: expected an http(s) URL, got "nope"`. */
export const renderProblem = ({ file, line, column, path, message }: Problem): string => {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' ? `${place}: ${message}` : `${place} ${path}: ${message}`;
};

/** Top to bottom, file by file, each said once: an anchor or a default that is wrong is used by many checks. */
export const inOrder = (problems: readonly Problem[], files: readonly string[]): readonly Problem[] => {
  const unique = new Map(problems.map((problem) => [renderProblem(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
};
