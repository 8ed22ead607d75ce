import { dedent } from './dedent.ts';
import type { LogFormat } from './format.ts';
import type { Exception } from './record.ts';

/** A single line that may name an exception; without such a word no parser needs to look. */
const HINT =
  /[eE]rror|ERROR|PHP Warning|[eE]xception|panic|[fF]atal|[uU]ncaught|Failure|Fault|\(code: |#<[A-Z]| line \d{1,9}\.?$/;

/** Parses the exception of a record with whichever format reads the most frames out of it. */
export const parseException = (
  printed: readonly string[],
  formats: readonly LogFormat[],
): Exception | undefined => {
  if (printed.length === 1 && !HINT.test(printed[0] ?? '')) return undefined;
  const lines = dedent(printed);
  const text = lines.join('\n');
  let best: Exception | undefined;
  let bestFrames = -1;
  for (const format of formats) {
    if (format.mark?.test(text) === false) continue;
    const parsed = format.exception?.(lines);
    if (parsed === undefined) continue;
    const frames = countFrames(parsed);
    if (frames > bestFrames) [best, bestFrames] = [parsed, frames];
  }
  return best;
};

const countFrames = ({ frames, cause, context, errors = [] }: Exception): number =>
  [cause, context, ...errors].reduce(
    (sum, each) => sum + (each === undefined ? 0 : countFrames(each)),
    frames.length,
  );
