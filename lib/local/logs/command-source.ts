import type { ComponentRef } from '../../core/diagnosis/component.ts';
import type { LogQuery, LogSource } from '../../core/ports.ts';
import { lineTimeReader, timesOfThisMachine } from './line-time.ts';
import type { LogReader } from './log-reader.ts';
import { processSource } from './process-source.ts';

/**
 * What a command prints. It finds the window in `WHYDOWN_FROM` and `WHYDOWN_TO` (ISO 8601) and the ids in
 * `WHYDOWN_IDS`, and may print more than that; lines with times outside of the window are left out.
 */
export const commandSource = (
  { command, name }: ComponentRef & { readonly kind: 'command' },
  reader: LogReader,
): LogSource =>
  processSource({
    name,
    argv: () => command,
    env: (query) => ({
      WHYDOWN_FROM: isoOf(query.from),
      WHYDOWN_TO: isoOf(query.to),
      WHYDOWN_IDS: query.ids.join(' '),
    }),
    parse: (text, from) => (from === 'stdout' ? { stream: name, text } : undefined),
    timeOf: timesOfThisMachine(lineTimeReader(reader.formats, reader.clock.now())),
    fix: () => `run it yourself to see why: ${command.join(' ')}`,
  });

/** The ends of an open window lie outside of what a date can say. */
const isoOf = (at: LogQuery['from']): string =>
  new Date(Math.min(Math.max(at, 0), Date.UTC(9999, 11, 31))).toISOString();
