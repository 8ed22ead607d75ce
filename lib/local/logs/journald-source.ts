import type { LogSource } from '../../core/ports.ts';
import type { WindowLine } from './line-window.ts';
import { processSource } from './process-source.ts';

/** The entries of a systemd unit. One stream per process, since processes write at the same time. */
export const journaldSource = (unit: string, program = 'journalctl'): LogSource =>
  processSource({
    name: `journald:${unit}`,
    argv: ({ from, to }) => [
      program,
      `--unit=${unit}`,
      '--output=json',
      '--output-fields=MESSAGE,_PID',
      '--all',
      '--no-pager',
      '--quiet',
      ...(from > 0 ? [`--since=@${Math.floor(from / 1000)}`] : []),
      ...(Number.isFinite(to) ? [`--until=@${Math.ceil(to / 1000)}`] : []),
    ],
    parse: (text, from) => (from === 'stdout' ? parseEntry(text, unit) : undefined),
    fix: (trouble) =>
      trouble.includes('ENOENT')
        ? 'journalctl is not on this machine: read the log as a file instead'
        : 'let the user that runs whydown read the journal: adduser $(id -un) systemd-journal',
  });

/**
 * One line of `journalctl --output=json`: the time in microseconds as text, the message as text, or as an array of bytes
 * when it is not UTF-8. See https://systemd.io/JOURNAL_EXPORT_FORMATS/.
 */
const parseEntry = (text: string, unit: string): Omit<WindowLine, 'line'> | undefined => {
  const entry = parseObject(text);
  const message = messageOf(entry?.['MESSAGE']);
  const timestamp = Math.floor(Number(entry?.['__REALTIME_TIMESTAMP']) / 1000);
  if (message === undefined || !Number.isFinite(timestamp)) return undefined;
  return { stream: `${unit}[${pidOf(entry?.['_PID'])}]`, text: message, timestamp };
};

const pidOf = (pid: unknown): string => (typeof pid === 'string' ? pid : '-');

const messageOf = (message: unknown): string | undefined => {
  if (typeof message === 'string') return message;
  if (Array.isArray(message)) return Buffer.from(message as number[]).toString('utf8');
  return undefined;
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
