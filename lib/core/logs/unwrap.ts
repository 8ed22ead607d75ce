import type { EpochMs } from '../time.ts';
import { parseTime } from './parse-time.ts';

/** What a container runtime put around a line. */
export interface Unwrapped {
  readonly text: string;
  readonly timestamp?: EpochMs;
  /** `stdout` or `stderr`, or the name of a container: lines of different writers are not joined. */
  readonly writer: string;
  /** The runtime cut the line here; the next one of the same writer goes on with it. */
  readonly partial: boolean;
}

// 2026-11-22T10:02:36.060123456Z stderr F Traceback (most recent call last):
const CRI = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?: |$)/;
// web-1  | Traceback (most recent call last):
const COMPOSE = /^([\w.-]{1,128}[-_]\d{1,4}) {1,32}\| ?/;

// 09:25:23 web1.1 | Traceback (most recent call last):
const HONCHO = /^\d\d:\d\d:\d\d ([\w.-]{1,128}) {1,32}\| ?/;

/** Opens what Docker's json-file driver, containerd, Compose or Honcho put around a line; undefined when there is nothing around it. */
export const unwrap = (line: string): Unwrapped | undefined => {
  if (line.startsWith('{"log":"') && line.endsWith('}')) return fromDocker(line);
  const first = line.charCodeAt(0);
  // '1'…'9': containerd begins each line with the time.
  if (first >= 49 && first <= 57 && line[10] === 'T') return fromCri(line);
  return fromBar(line);
};

const fromBar = (line: string): Unwrapped | undefined => {
  const bar = line.indexOf('| ');
  const match = bar < 0 || bar > 160 ? null : (COMPOSE.exec(line) ?? HONCHO.exec(line));
  if (match === null) return undefined;
  return { text: line.slice(match[0].length), writer: match[1] ?? '', partial: false };
};

const fromDocker = (line: string): Unwrapped | undefined => {
  const entry = parseObject(line);
  const log = entry?.['log'];
  if (entry === undefined || typeof log !== 'string' || typeof entry['stream'] !== 'string') return undefined;
  const time = typeof entry['time'] === 'string' ? parseTime(entry['time']) : undefined;
  const partial = !log.endsWith('\n');
  return {
    text: partial ? log : log.slice(0, log.endsWith('\r\n') ? -2 : -1),
    ...(time === undefined ? {} : { timestamp: time.timestamp }),
    writer: entry['stream'],
    partial,
  };
};

const fromCri = (line: string): Unwrapped | undefined => {
  const match = CRI.exec(line);
  if (match === null) return undefined;
  const time = parseTime(match[1] ?? '');
  return {
    text: line.slice(match[0].length),
    ...(time === undefined ? {} : { timestamp: time.timestamp }),
    writer: match[2] ?? '',
    partial: match[3] === 'P',
  };
};

const parseObject = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
