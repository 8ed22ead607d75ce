import type { LineHeader, LogFormat } from './format.ts';

/** A header that was recognised, and the format that did. */
export interface FoundHeader {
  readonly format: string;
  readonly header: LineHeader;
}

/** Patterns look at lines up to here; JSON may be longer, for it is parsed or not. */
const MAX_HEADER_CHARACTERS = 64 * 1024;
const MAX_JSON_CHARACTERS = 1024 * 1024;

/** Recognises the header of a line. */
export class HeaderFinder {
  private readonly formats: readonly LogFormat[];

  constructor(formats: readonly LogFormat[]) {
    const withHeader = formats.filter(({ header }) => header !== undefined);
    const isFallback = ({ fallback }: LogFormat): boolean => fallback === true;
    this.formats = [...withHeader.filter((each) => !isFallback(each)), ...withHeader.filter(isFallback)];
  }

  find(line: string): FoundHeader | undefined {
    const limit = line.startsWith('{') ? MAX_JSON_CHARACTERS : MAX_HEADER_CHARACTERS;
    const text = line.length > limit ? line.slice(0, limit) : line;
    for (let index = 0; index < this.formats.length; index++) {
      const format = this.formats[index] as LogFormat;
      const header = format.header?.(text);
      if (header === undefined) continue;
      return { format: format.id, header };
    }
    return undefined;
  }
}

/** What a collector's header and the software's own header say together; the inner one knows better. */
export const mergeHeaders = (outer: FoundHeader | undefined, inner: FoundHeader): FoundHeader => {
  if (outer === undefined) return inner;
  const ids = [...(outer.header.ids ?? []), ...(inner.header.ids ?? [])];
  const zoned = inner.header.timeQuality === 'zoned' || outer.header.timestamp === undefined;
  const time = zoned || outer.header.timeQuality !== 'zoned' ? {} : timeOf(outer.header);
  return {
    format: inner.format,
    header: {
      ...outer.header,
      ...inner.header,
      ...time,
      fields: { ...outer.header.fields, ...inner.header.fields },
      ...(ids.length === 0 ? {} : { ids }),
    },
  };
};

const timeOf = ({ timestamp, timeQuality }: LineHeader): Partial<LineHeader> =>
  timestamp === undefined || timeQuality === undefined ? {} : { timestamp, timeQuality };
