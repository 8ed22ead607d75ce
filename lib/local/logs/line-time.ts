import { cleanLine } from '../../core/logs/clean-line.ts';
import { HeaderFinder } from '../../core/logs/find-header.ts';
import type { LogFormat } from '../../core/logs/format.ts';
import { NO_YEAR } from '../../core/logs/parse-time.ts';
import { unwrap } from '../../core/logs/unwrap.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';

/** When a line says that it was written; `local` times have no zone and are read as UTC. */
interface LineTime {
  readonly at: EpochMs;
  readonly isLocal: boolean;
}

/** Reads the time of a line; undefined for lines that have none, such as those of a stack trace. */
export type ReadLineTime = (text: string) => LineTime | undefined;

// `    at f (x.js:1:2)`: most lines without a time are set in, and no header is
const SET_IN_OR_EMPTY = /^(?:[ \t]|$)/;

/** A reader for all log formats. Times without a year are put into the year that brings them next to `near`. */
export const lineTimeReader = (formats: readonly LogFormat[], near: EpochMs): ReadLineTime => {
  const headers = new HeaderFinder(formats);
  return (text) => {
    if (SET_IN_OR_EMPTY.test(text)) return undefined;
    const wrapped = unwrap(text);
    if (wrapped?.timestamp !== undefined) return { at: wrapped.timestamp, isLocal: false };
    const header = headers.find(cleanLine(wrapped?.text ?? text))?.header;
    if (header?.timestamp === undefined) return undefined;
    return { at: withYear(header.timestamp, near), isLocal: header.timeQuality === 'local' };
  };
};

const withYear = (at: EpochMs, near: EpochMs): EpochMs => {
  if (new Date(at).getUTCFullYear() !== NO_YEAR) return at;
  const thisYear = new Date(near).getUTCFullYear();
  const candidates = [thisYear - 1, thisYear, thisYear + 1].map((year) => new Date(at).setUTCFullYear(year));
  return candidates.reduce((best, each) => (Math.abs(each - near) < Math.abs(best - near) ? each : best));
};

/** Zones are multiples of a quarter of an hour, and none is further than this from UTC. */
const QUARTER_MS: Milliseconds = 900_000;
const MAX_ZONE_MS: Milliseconds = 14 * 3_600_000;

/** How far the last line's time and the file's own time may be apart, for they are written at the same moment. */
const TOLERANCE_MS: Milliseconds = 60_000;

/**
 * What to add to local times: their distance from the file's modification, where that is a zone's; else this machine's
 * zone, as in a copied file.
 */
export const zoneShift = (newestLocal: EpochMs, modifiedAt: EpochMs): Milliseconds => {
  const distance = modifiedAt - newestLocal;
  const shift = Math.round(distance / QUARTER_MS) * QUARTER_MS;
  const isZone = Math.abs(distance - shift) <= TOLERANCE_MS && Math.abs(shift) <= MAX_ZONE_MS;
  return isZone ? shift : machineZoneShift(newestLocal);
};

/** What to add to a local time of this machine that was read as UTC. */
const machineZoneShift = (at: EpochMs): Milliseconds => new Date(at).getTimezoneOffset() * 60_000;

/** Times for streams of which only their lines are known: local times are this machine's. */
export const timesOfThisMachine =
  (readTime: ReadLineTime): ((text: string) => EpochMs | undefined) =>
  (text) => {
    const time = readTime(text);
    return time && time.at + (time.isLocal ? machineZoneShift(time.at) : 0);
  };
