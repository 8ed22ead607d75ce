import type { LogSource } from '../../core/ports.ts';
import { lineTimeReader, timesOfThisMachine } from './line-time.ts';
import { LineWindow } from './line-window.ts';
import { LOCAL_LAG_MS, type LogReader } from './log-reader.ts';
import { cutGap } from './read-plain-file.ts';
import { readStream } from './read-stream.ts';

/** A stream can be read once, so that all that may be asked for is kept in memory. */
const KEPT_BYTES = 64 * 1024 ** 2;

/** What is piped into the command, `-`: read to its end at the first question. */
export const stdinSource = (chunks: AsyncIterable<Buffer>, reader: LogReader): LogSource => {
  const name = '<stdin>';
  let whole: Promise<LineWindow> | undefined;
  const readWhole = async (signal: AbortSignal): Promise<LineWindow> => {
    const window = new LineWindow({ from: -Infinity, to: Infinity, ids: [], maxBytes: KEPT_BYTES, signal });
    await readStream(chunks, window, { stream: name, signal });
    return window;
  };
  return {
    name,
    lagMs: LOCAL_LAG_MS,
    read: async (query) => {
      query.signal.throwIfAborted();
      whole ??= readWhole(query.signal);
      const all = (await whole).take();
      const readTime = lineTimeReader(reader.formats, reader.clock.now());
      const window = new LineWindow(query, timesOfThisMachine(readTime));
      for (const line of all.lines) window.add(line);
      const { lines, newestAt, isCut } = window.take();
      return {
        events: lines.map((line) => ({ source: name, ...line })),
        ...(newestAt !== undefined && { newestEventAt: newestAt }),
        gaps: isCut || all.isCut ? [cutGap(name)] : [],
      };
    },
  };
};
