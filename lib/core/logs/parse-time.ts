import type { EpochMs, Milliseconds } from '../time.ts';

/** A moment as a log line prints it; `local` has no zone and is read as UTC. */
export interface LogTime {
  readonly timestamp: EpochMs;
  readonly timeQuality: 'zoned' | 'local';
}

const MONTHS: Readonly<Record<string, number>> = {
  jan: 0,
  feb: 1,
  mar: 2,
  apr: 3,
  may: 4,
  jun: 5,
  jul: 6,
  aug: 7,
  sep: 8,
  oct: 9,
  nov: 10,
  dec: 11,
};

/** Syslog prints no year. Times in 1970 stand for "in the year that is nearest to what is diagnosed". */
export const NO_YEAR = 1970;

/** Times before 1970 are those of a clock without a date: the last day of 1969 stands for "on the nearest day". */
export const DAY_MS: Milliseconds = 24 * 3600 * 1000;

interface Shape {
  readonly pattern: RegExp;
  /** Order of the groups: y m d H M S fraction zone meridian; `-` skips. */
  readonly groups: readonly (keyof Parts)[];
}

interface Parts {
  y: string;
  m: string;
  d: string;
  H: string;
  M: string;
  S: string;
  fraction: string;
  zone: string;
  meridian: string;
}

const SHAPES: readonly Shape[] = [
  // 22/Nov/2026:10:20:01 +0000, 22/Nov/2026:10:20:01.562, 22/Nov/2026 10:20:01
  {
    pattern: /^(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4})[: ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?/,
    groups: ['d', 'm', 'y', 'H', 'M', 'S', 'fraction', 'zone'],
  },
  // 22-Nov-2026 10:05:21 UTC, 22 Nov 2026 10:05:21.123
  {
    pattern:
      /^(\d{1,2})[- ]([A-Z][a-z]{2})[- ](\d{4}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (UTC|GMT|Z|[+-]\d\d:?\d\d))?/,
    groups: ['d', 'm', 'y', 'H', 'M', 'S', 'fraction', 'zone'],
  },
  // Sun Nov 22 10:18:00.653379 2026
  {
    pattern: /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})/,
    groups: ['m', 'd', 'H', 'M', 'S', 'fraction', 'y'],
  },
  // Nov 22, 2026 10:08:00 AM
  {
    pattern: /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?: ([AP]M))?/,
    groups: ['m', 'd', 'y', 'H', 'M', 'S', 'meridian'],
  },
  // 11/22/2026, 10:24:54 AM
  {
    pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?: ([AP]M))?/,
    groups: ['m', 'd', 'y', 'H', 'M', 'S', 'meridian'],
  },
  // Nov 22 10:08:00
  {
    pattern: /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/,
    groups: ['m', 'd', 'H', 'M', 'S', 'fraction'],
  },
  // 10:08:00.123, 10:08:00,123
  { pattern: /^(\d\d):(\d\d):(\d\d)[.,](\d{1,9})/, groups: ['H', 'M', 'S', 'fraction'] },
];

/** Reads the moment that a text begins with, in any of the notations that web software writes. */
export const parseTime = (text: string): LogTime | undefined => {
  const iso = parseIso(text);
  if (iso !== undefined) return iso;
  for (const { pattern, groups } of SHAPES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const parts: Partial<Parts> = {};
    groups.forEach((name, index) => {
      const value = match[index + 1];
      if (value !== undefined) parts[name] = value;
    });
    return fromParts(parts);
  }
  return undefined;
};

const ZERO = 48;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;

/** The digit at an offset; anything else makes the sum NaN. */
const digit = (text: string, at: number): number => {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};

const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

// Z,  +0000, UTC, +01:00
const ZONE = /^ ?(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?(?!\d))/;

/** 2026-11-22T10:02:36.060Z, 2026-11-22 10:02:36,060, 2026/11/22 10:02:45 +0000: the most frequent by far, read by hand. */
export const parseIso = (text: string): LogTime | undefined => {
  const separator = text.charCodeAt(4);
  if ((separator !== DASH && separator !== SLASH && separator !== DOT) || text.charCodeAt(7) !== separator)
    return undefined;
  const date = Date.UTC(two(text, 0) * 100 + two(text, 2), two(text, 5) - 1, two(text, 8));
  const seconds = text.charCodeAt(16) === COLON ? two(text, 17) : 0;
  const timestamp = date + ((two(text, 11) * 60 + two(text, 14)) * 60 + seconds) * 1000;
  if (Number.isNaN(timestamp)) return undefined;
  return text.length <= 19 ? { timestamp, timeQuality: 'local' } : withEnd(timestamp, text.slice(19, 40));
};

/** Behind the seconds: a fraction, and perhaps a zone. */
const withEnd = (timestamp: EpochMs, end: string): LogTime => {
  let at = 0;
  let fraction = 0;
  if (end.startsWith('.') || end.startsWith(',')) {
    const milliseconds = digit(end, 1) * 100 + (digit(end, 2) || 0) * 10 + (digit(end, 3) || 0);
    for (at = 1; digit(end, at) >= 0; at++);
    fraction = milliseconds || 0;
  }
  const zone = ZONE.exec(end.slice(at))?.[1];
  if (zone === undefined) return { timestamp: timestamp + fraction, timeQuality: 'local' };
  return { timestamp: timestamp + fraction - offsetMs(zone), timeQuality: 'zoned' };
};

/** Reads seconds or milliseconds since 1970, as JSON loggers print them. */
export const fromEpoch = (value: number): LogTime | undefined => {
  if (!Number.isFinite(value) || value < 1e8) return undefined;
  // Seconds until the year 5138, milliseconds from 1973, then micro- and nanoseconds.
  const scale = value < 1e11 ? 1e3 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  return { timestamp: Math.round(value * scale), timeQuality: 'zoned' };
};

const fromParts = (parts: Partial<Parts>): LogTime | undefined => {
  const milliseconds = Number((parts.fraction ?? '0').slice(0, 3).padEnd(3, '0'));
  if (parts.m === undefined) {
    const seconds = (Number(parts.H) * 60 + Number(parts.M)) * 60 + Number(parts.S);
    return { timestamp: seconds * 1000 + milliseconds - DAY_MS, timeQuality: 'local' };
  }
  const month = monthOf(parts.m);
  if (month === undefined) return undefined;
  const year = parts.y === undefined ? NO_YEAR : Number(parts.y);
  const timestamp = Date.UTC(
    year,
    month,
    Number(parts.d),
    hourOf(parts),
    Number(parts.M),
    Number(parts.S ?? '0'),
    milliseconds,
  );
  if (parts.zone === undefined) return { timestamp, timeQuality: 'local' };
  return { timestamp: timestamp - offsetMs(parts.zone), timeQuality: 'zoned' };
};

const monthOf = (month: string): number | undefined => {
  const number = Number(month);
  if (Number.isNaN(number)) return MONTHS[month.toLowerCase()];
  return number >= 1 && number <= 12 ? number - 1 : undefined;
};

const hourOf = ({ H, meridian }: Partial<Parts>): number => {
  const hour = Number(H);
  if (meridian === undefined) return hour;
  return (hour % 12) + (meridian === 'PM' ? 12 : 0);
};

const offsetMs = (zone: string): number => {
  if (zone === 'Z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000;
};
