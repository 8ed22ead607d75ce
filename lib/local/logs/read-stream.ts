import type { LineWindow } from './line-window.ts';
import { LineSplitter } from './line-splitter.ts';

/** An archive that unpacks to more is not read to its end. */
const READ_UP_TO_BYTES = 1024 ** 3;

/** Reads a stream to its end into the window; false when it was too long for that. */
export const readStream = async (
  chunks: AsyncIterable<Buffer>,
  window: LineWindow,
  { stream, signal }: { readonly stream: string; readonly signal: AbortSignal },
): Promise<boolean> => {
  const splitter = new LineSplitter();
  let bytes = 0;
  let line = 0;
  const add = (lines: ReturnType<LineSplitter['push']>): void => {
    for (const { text } of lines) {
      line += 1;
      window.add({ line, stream, text });
    }
  };
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    add(splitter.push(chunk));
    bytes += chunk.length;
    if (bytes > READ_UP_TO_BYTES) return false;
  }
  add(splitter.end());
  return true;
};
