import { writeSync } from 'node:fs';
import { format } from 'node:util';

/** Writes the shop's log, as `console` would, with time, level and request id before each entry. */
export interface RequestLog {
  info(requestId: string, ...entry: readonly unknown[]): void;
  error(requestId: string, ...entry: readonly unknown[]): void;
}

/** A log on an open file. Writes before it returns, so that an answer never overtakes its log lines. */
export const requestLog = (file: number): RequestLog => {
  const write = (level: string, requestId: string, entry: readonly unknown[]): void => {
    writeSync(file, `${new Date().toISOString()} ${level} [${requestId}] ${format(...entry)}\n`);
  };
  return {
    info: (requestId, ...entry) => write('INFO', requestId, entry),
    error: (requestId, ...entry) => write('ERROR', requestId, entry),
  };
};
