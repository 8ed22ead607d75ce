import { RECORD_TYPES } from './record-types.ts';

/** Where the data of a record lies in its message. */
export interface Extent {
  readonly from: number;
  readonly length: number;
}

type Read = (message: Buffer, extent: Extent) => string;

const groupsOf = (message: Buffer, { from, length }: Extent): readonly string[] =>
  Array.from({ length: length / 2 }, (_, group) => message.readUInt16BE(from + group * 2).toString(16));

/** RFC 5952: the longest run of zeros is written `::`; URL does it as the RFC says. */
const ipv6 = (message: Buffer, extent: Extent): string =>
  new URL(`http://[${groupsOf(message, extent).join(':')}]/`).hostname.slice(1, -1);

const texts: Read = (message, { from, length }) => {
  const parts: string[] = [];
  for (let at = from; at < from + length;) {
    const size = message.readUInt8(at);
    parts.push(message.toString('utf8', at + 1, Math.min(at + 1 + size, from + length)));
    at += 1 + size;
  }
  return parts.join('');
};

const READERS: Readonly<Record<number, Read>> = {
  [RECORD_TYPES.A]: (message, { from }) => [...message.subarray(from, from + 4)].join('.'),
  [RECORD_TYPES.AAAA]: ipv6,
  [RECORD_TYPES.NS]: (message, { from }) => readName(message, from).name,
  [RECORD_TYPES.CNAME]: (message, { from }) => readName(message, from).name,
  [RECORD_TYPES.PTR]: (message, { from }) => readName(message, from).name,
  [RECORD_TYPES.MX]: (message, { from }) =>
    `${message.readUInt16BE(from)} ${readName(message, from + 2).name}`,
  [RECORD_TYPES.TXT]: texts,
  [RECORD_TYPES.SRV]: (message, { from }) => {
    const numbers = [0, 2, 4].map((offset) => message.readUInt16BE(from + offset));
    return `${numbers.join(' ')} ${readName(message, from + 6).name}`;
  },
  [RECORD_TYPES.SOA]: (message, { from }) => {
    const primary = readName(message, from);
    const mailbox = readName(message, primary.end);
    const numbers = [0, 4, 8, 12, 16].map((offset) => message.readUInt32BE(mailbox.end + offset));
    return `${primary.name} ${mailbox.name} ${numbers.join(' ')}`;
  },
  [RECORD_TYPES.CAA]: (message, { from, length }) => {
    const tagLength = message.readUInt8(from + 1);
    const tag = message.toString('latin1', from + 2, from + 2 + tagLength);
    return `${message.readUInt8(from)} ${tag} "${message.toString('utf8', from + 2 + tagLength, from + length)}"`;
  },
};

/** The data of a record as text, as `dig` writes it; hex for types that are not known. */
export const readRecordData = (message: Buffer, type: number, extent: Extent): string => {
  if (extent.from + extent.length > message.length)
    throw new RangeError('record beyond the end of its message');
  const read = READERS[type];
  return read ? read(message, extent) : message.toString('hex', extent.from, extent.from + extent.length);
};

/** A name has at most 255 bytes; more jumps are a loop. */
const MAX_JUMPS = 64;

/** Reads a name, through its compression pointers. Throws on one that leads in circles or beyond the end. */
export const readName = (message: Buffer, start: number): { readonly name: string; readonly end: number } => {
  const labels: string[] = [];
  let at = start;
  let end: number | undefined;
  for (let jumps = 0; jumps <= MAX_JUMPS;) {
    const length = message.readUInt8(at);
    if (length === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    if ((length & 0xc0) === 0xc0) {
      end ??= at + 2;
      at = message.readUInt16BE(at) & 0x3fff;
      jumps += 1;
      continue;
    }
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
    if (labels.length > 128) break;
  }
  throw new RangeError('name leads in circles');
};
