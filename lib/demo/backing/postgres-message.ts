/** One message of the PostgreSQL protocol 3.0, https://www.postgresql.org/docs/current/protocol-message-formats.html. */
export interface PostgresMessage {
  /** `Q` a query, `D` a row, `Z` ready, …; empty for the startup message, the only one without a type. */
  readonly type: string;
  readonly payload: Buffer;
}

/** The protocol version of the startup message, 3.0. */
const PROTOCOL = 196_608;

/** A message as bytes; the length counts itself and the payload. */
export const encodeMessage = (type: string, payload: Buffer | string = ''): Buffer => {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
};

/** What a client says first. */
export const startupMessage = (user: string, database: string): Buffer =>
  encodeMessage('', Buffer.concat([int32(PROTOCOL), text(`user\0${user}\0database\0${database}\0`)]));

/** The messages in a stream of bytes. `typed` tells from which message on they have a type. */
export async function* readMessages(
  chunks: AsyncIterable<Buffer>,
  { firstIsTyped }: { readonly firstIsTyped: boolean },
): AsyncGenerator<PostgresMessage> {
  let rest: Buffer = Buffer.alloc(0);
  let typeBytes = firstIsTyped ? 1 : 0;
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typeBytes + 4) {
      const end = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < end) break;
      yield { type: rest.toString('latin1', 0, typeBytes), payload: rest.subarray(typeBytes + 4, end) };
      rest = rest.subarray(end);
      typeBytes = 1;
    }
  }
}

/** The columns of a row; null where the database has NULL. */
export type Row = readonly (string | null)[];

/** A `DataRow`. */
export const encodeRow = (row: Row): Buffer =>
  encodeMessage(
    'D',
    Buffer.concat([
      int16(row.length),
      ...row.flatMap((value) =>
        value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)],
      ),
    ]),
  );

/** Reads a `DataRow`. */
export const decodeRow = (payload: Buffer): Row => {
  const row: (string | null)[] = [];
  let at = 2;
  for (let column = 0; column < payload.readInt16BE(0); column++) {
    const length = payload.readInt32BE(at);
    row.push(length < 0 ? null : payload.toString('utf8', at + 4, at + 4 + length));
    at += 4 + Math.max(0, length);
  }
  return row;
};

/** A `RowDescription` of text columns: type 25, any length. */
export const encodeColumns = (names: readonly string[]): Buffer =>
  encodeMessage(
    'T',
    Buffer.concat([
      int16(names.length),
      ...names.flatMap((name) => [text(name), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]),
    ]),
  );

/** A text with the zero byte that ends it. */
export const text = (value: string): Buffer => Buffer.from(`${value}\0`);

/** A 32-bit number, big endian. */
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
