import { readName, readRecordData } from './record-data.ts';
import { RCODES, RECORD_TYPES, type RecordType } from './record-types.ts';

/** A question to a name server. */
export interface DnsQuestion {
  /** 16 bits, by chance: who cannot see the question cannot answer it. */
  readonly id: number;
  readonly name: string;
  readonly recordType: RecordType;
}

/** What a name server answered. */
export interface DnsAnswer {
  readonly rcode: string;
  readonly authoritative: boolean;
  /** The answer did not fit; it has to be asked for over TCP. */
  readonly truncated: boolean;
  /** The data of the records of the wanted type, sorted. */
  readonly answers: readonly string[];
  /** The shortest time to live of these records, in seconds. */
  readonly ttl?: number;
}

const HEADER_BYTES = 12;
const CLASS_IN = 1;
const RECURSION_DESIRED = 0x0100;

/** Writes a query (RFC 1035, 4.1), recursion desired. Throws on a name that cannot be one. */
export const encodeQuery = ({ id, name, recordType }: DnsQuestion): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4);
  const question = Buffer.alloc(4);
  question.writeUInt16BE(RECORD_TYPES[recordType], 0);
  question.writeUInt16BE(CLASS_IN, 2);
  return Buffer.concat([header, encodeName(name), question]);
};

const encodeName = (name: string): Buffer => {
  const labels = name.replace(/\.$/, '').split('.');
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length === 0 || bytes.length > 63)
      throw new Error(`${JSON.stringify(name)} is not a domain name`);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
};

/** Reads the answer to a question; undefined when the message is none: malformed, or to another question. */
export const decodeAnswer = (message: Buffer, question: DnsQuestion): DnsAnswer | undefined => {
  try {
    return decode(message, question);
  } catch {
    // Reading beyond the end of a hostile or cut message.
    return undefined;
  }
};

const decode = (message: Buffer, { id, name, recordType }: DnsQuestion): DnsAnswer | undefined => {
  const flags = message.readUInt16BE(2);
  const isAnswer = (flags & 0x8000) !== 0;
  if (message.readUInt16BE(0) !== id || !isAnswer || message.readUInt16BE(4) !== 1) return undefined;
  const asked = readName(message, HEADER_BYTES);
  if (asked.name.toLowerCase() !== name.replace(/\.$/, '').toLowerCase()) return undefined;
  if (message.readUInt16BE(asked.end) !== RECORD_TYPES[recordType]) return undefined;
  const truncated = (flags & 0x0200) !== 0;
  const records = truncated ? [] : readRecords(message, asked.end + 4, message.readUInt16BE(6));
  const wanted = records.filter(({ type }) => type === RECORD_TYPES[recordType]);
  return {
    rcode: RCODES[flags & 0xf] ?? `RCODE${flags & 0xf}`,
    authoritative: (flags & 0x0400) !== 0,
    truncated,
    answers: wanted.map(({ data }) => data).sort((a, b) => (a < b ? -1 : 1)),
    ...(wanted.length > 0 && { ttl: Math.min(...wanted.map(({ ttl }) => ttl)) }),
  };
};

interface Resource {
  readonly type: number;
  readonly ttl: number;
  readonly data: string;
}

const readRecords = (message: Buffer, start: number, count: number): readonly Resource[] => {
  const records: Resource[] = [];
  let at = start;
  for (let read = 0; read < count; read++) {
    const fixed = readName(message, at).end;
    const type = message.readUInt16BE(fixed);
    const length = message.readUInt16BE(fixed + 8);
    const from = fixed + 10;
    records.push({
      type,
      ttl: message.readUInt32BE(fixed + 4),
      data: readRecordData(message, type, { from, length }),
    });
    at = from + length;
  }
  return records;
};
