/** A log file as lines of bytes without their newline, so that nothing is lost when it is not valid UTF-8. */
export type LogLines = readonly Buffer[];

const NEWLINE = 0x0a;

/** Splits at `\n` alone; a trailing `\r` stays part of its line. */
export const toLines = (bytes: Buffer): LogLines => {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) lines.push(bytes.subarray(start));
  return lines;
};

export const toBytes = (lines: LogLines): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));

/** The text of a line as a reader sees it: without the `\r` of a CRLF file. */
export const lineText = (line: Buffer): string => line.toString('utf8').replace(/\r$/, '');
