// Traceback (most recent call last):, TypeError: Cannot read …, System.InvalidOperationException: outer failed
const HEAD =
  /^(?:panic: |Traceback \(|\+ Exception Group|Uncaught |Unhandled |\[?[\w$.\\]{0,256}(?:Error|Exception|Fault|Failure)\b)/;
// at exports.total (/srv/shop/shop.js:1:40)
const FRAME = /^\s{0,64}at /;

/** Takes back the indent of an exception that is set in as a whole; frames stay set in. Other lines are returned as they are. */
export const dedent = (lines: readonly string[]): readonly string[] => {
  const from = indentOf(lines[0] ?? '') > 0 ? 0 : 1;
  const below = lines.slice(from).filter((line) => line.trim() !== '');
  if (below.length === 0) return lines;
  const width = below.reduce((least, line) => Math.min(least, indentOf(line)), Infinity);
  const isSetIn = width > 0 && below.some((line) => indentOf(line) === width && HEAD.test(line.slice(width)));
  if (!isSetIn) return lines;
  return lines.map((line, index) => {
    if (index < from) return line;
    return FRAME.test(line) ? `    ${line.trimStart()}` : line.slice(width);
  });
};

const indentOf = (line: string): number => Math.max(0, line.search(/\S/));
