/** One line of an event: its place in the stream, and its text. */
export interface SplitLine {
  readonly line: number;
  readonly text: string;
}

/**
 * Splits text on `\n`, `\r\n` and lone `\r` (which AWS Lambda's Python client writes inside one event); only `\n`
 * counts as a line of the file. A newline at the end begins no further line.
 */
export const splitLines = (text: string, first: number): readonly SplitLine[] => {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const lines: SplitLine[] = [];
  let line = first;
  let from = 0;
  while (from <= end) {
    let to = text.indexOf('\n', from);
    if (to < 0 || to > end) to = end;
    pushLine(lines, text.slice(from, to), line);
    line += 1;
    from = to + 1;
  }
  return lines;
};

const pushLine = (lines: SplitLine[], text: string, line: number): void => {
  const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
  if (!whole.includes('\r')) {
    lines.push({ line, text: whole });
    return;
  }
  for (const part of whole.split('\r')) lines.push({ line, text: part });
};
