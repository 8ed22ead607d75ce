import type { LineHeader, LogFormat } from './format.ts';
import { fromEpoch, parseIso, parseTime } from './parse-time.ts';

/** A header that was recognised, and the format that did. */
export interface FoundHeader {
  readonly format: string;
  readonly header: LineHeader;
  /** Only a general shape was recognised: what plainly goes on with a record does so all the same. */
  readonly isGeneral?: boolean;
}

/** Patterns look at lines up to here; JSON may be longer, for it is parsed or not. */
const MAX_HEADER_CHARACTERS = 64 * 1024;
const MAX_JSON_CHARACTERS = 1024 * 1024;

// "time":1795342834000, "@timestamp":"2026-11-22T10:08:02Z"
const JSON_TIME = /"(?:time|timestamp|@timestamp|ts|datetime)":"?([^",}]{8,40})/;

/** A beginning is alike when so many characters are of the same classes, as those of two times or addresses are. */
const ALIKE_CHARACTERS = 16;
const ALIKE_DIGITS = 6;

/** Recognises headers; asks the format of the line before first, for the next line is likely to be of the same. */
export class HeaderFinder {
  private readonly formats: LogFormat[];
  private readonly fallbacks: readonly LogFormat[];
  /** The last line with a header, and its format. */
  private example: { readonly line: string; readonly format: string } | undefined;

  constructor(formats: readonly LogFormat[]) {
    const withHeader = formats.filter((format) => 'header' in format);
    this.formats = withHeader.filter(({ fallback }) => fallback !== true);
    this.fallbacks = withHeader.filter(({ fallback }) => fallback === true);
  }

  /** The header of a line. */
  find(line: string): FoundHeader | undefined {
    const limit = line.startsWith('{') ? MAX_JSON_CHARACTERS : MAX_HEADER_CHARACTERS;
    const text = line.length > limit ? line.slice(0, limit) : line;
    return this.findExact(text) ?? this.findGeneral(text);
  }

  /** The header of a line that is only context: its time where that is easy to have. Nothing is matched or opened. */
  glance(line: string): FoundHeader | undefined {
    if (line.startsWith('{"') && line.endsWith('}')) return closedEntry(line);
    if (this.example === undefined || !isAlike(line, this.example.line)) return this.find(line);
    const time = parseIso(line.startsWith('[') ? line.slice(1, ISO_CHARACTERS) : line);
    return { format: this.example.format, header: { ...time, severity: 'info', message: line } };
  }

  private findExact(text: string): FoundHeader | undefined {
    const first = text.charAt(0);
    for (let index = 0; index < this.formats.length; index++) {
      const format = this.formats[index];
      if (format === undefined || format.begins?.includes(first) === false) continue;
      const header = format.header?.(text);
      if (header === undefined) continue;
      if (index > 0) this.prefer(index);
      this.example = format.wraps === true ? undefined : { line: text, format: format.id };
      return { format: format.id, header };
    }
    return undefined;
  }

  private findGeneral(text: string): FoundHeader | undefined {
    for (const format of this.fallbacks) {
      const header = format.header?.(text);
      if (header === undefined) continue;
      this.example = { line: text, format: format.id };
      return { format: format.id, header, isGeneral: true };
    }
    return undefined;
  }

  private prefer(index: number): void {
    const [format] = this.formats.splice(index, 1);
    if (format !== undefined) this.formats.unshift(format);
  }
}

/** The longest time with fraction and zone. */
const ISO_CHARACTERS = 41;

const closedEntry = (line: string): FoundHeader => {
  const time = JSON_TIME.exec(line)?.[1] ?? '';
  const known = /^\d{10,19}$/.test(time) ? fromEpoch(Number(time)) : parseTime(time);
  return { format: 'json', header: { ...known, severity: 'info', message: line, inner: [] } };
};

/** Whether two lines begin alike: digits where the other has digits, and the same characters elsewhere. */
const isAlike = (line: string, example: string): boolean => {
  if (line.length < ALIKE_CHARACTERS) return false;
  let digits = 0;
  for (let at = 0; at < ALIKE_CHARACTERS; at++) {
    const code = line.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (isDigit) digits += 1;
    const other = example.charCodeAt(at);
    if (isDigit ? other < 48 || other > 57 : other !== code) return false;
  }
  return digits >= ALIKE_DIGITS;
};

/** What a collector's header and the software's own header say together; the inner one knows better. */
export const mergeHeaders = (outer: FoundHeader | undefined, inner: FoundHeader): FoundHeader => {
  if (outer === undefined) return inner;
  const ids = [...(outer.header.ids ?? []), ...(inner.header.ids ?? [])];
  const zoned = inner.header.timeQuality === 'zoned' || outer.header.timestamp === undefined;
  const time = zoned || outer.header.timeQuality !== 'zoned' ? {} : timeOf(outer.header);
  return {
    format: inner.format,
    header: {
      ...withoutInner(outer.header),
      ...inner.header,
      ...time,
      fields: { ...outer.header.fields, ...inner.header.fields },
      ...(ids.length === 0 ? {} : { ids }),
    },
  };
};

const withoutInner = (header: LineHeader): LineHeader => {
  const { inner: _inner, continues: _continues, ...own } = header;
  return own;
};

const timeOf = ({ timestamp, timeQuality }: LineHeader): Partial<LineHeader> =>
  timestamp === undefined || timeQuality === undefined ? {} : { timestamp, timeQuality };
