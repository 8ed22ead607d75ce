import type { LineHeader, LogFormat } from './format.ts';
import { fromEpoch, parseTime } from './parse-time.ts';

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

/** Recognises headers; asks the format of the line before first, for the next line is likely to be of the same. */
export class HeaderFinder {
  private readonly formats: LogFormat[];
  private readonly fallbacks: readonly LogFormat[];

  constructor(formats: readonly LogFormat[]) {
    const withHeader = formats.filter((format) => 'header' in format);
    this.formats = withHeader.filter(({ fallback }) => fallback !== true);
    this.fallbacks = withHeader.filter(({ fallback }) => fallback === true);
  }

  /** The header of a line; of an entry that is only `context`, JSON is not opened. */
  find(line: string, isContext: boolean): FoundHeader | undefined {
    const isJson = line.startsWith('{');
    if (isJson && isContext && line.endsWith('}')) return closedEntry(line);
    const limit = isJson ? MAX_JSON_CHARACTERS : MAX_HEADER_CHARACTERS;
    const text = line.length > limit ? line.slice(0, limit) : line;
    return this.findExact(text) ?? this.findGeneral(text);
  }

  private findExact(text: string): FoundHeader | undefined {
    for (const [index, format] of this.formats.entries()) {
      const header = format.header?.(text);
      if (header === undefined) continue;
      if (index > 0) this.prefer(index);
      return { format: format.id, header };
    }
    return undefined;
  }

  private findGeneral(text: string): FoundHeader | undefined {
    for (const format of this.fallbacks) {
      const header = format.header?.(text);
      if (header !== undefined) return { format: format.id, header, isGeneral: true };
    }
    return undefined;
  }

  private prefer(index: number): void {
    const [format] = this.formats.splice(index, 1);
    if (format !== undefined) this.formats.unshift(format);
  }
}

const closedEntry = (line: string): FoundHeader => {
  const time = JSON_TIME.exec(line)?.[1] ?? '';
  const known = /^\d{10,19}$/.test(time) ? fromEpoch(Number(time)) : parseTime(time);
  return { format: 'json', header: { ...known, message: line, inner: [] } };
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
