import { randomBytes } from 'node:crypto';

/** What a frame carries (RFC 6455, 5.2). */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as it came. */
export interface Frame {
  readonly opcode: number;
  /** Whether it is the last of its message. */
  readonly final: boolean;
  readonly payload: Buffer;
  /** Where the next frame begins. */
  readonly end: number;
}

/** Writes a frame of a client: whole, and masked, as the RFC demands of clients. */
export const encodeFrame = (opcode: number, payload: Buffer): Buffer => {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let at = 0; at < masked.length; at++)
    masked.writeUInt8(masked.readUInt8(at) ^ mask.readUInt8(at % 4), at);
  return Buffer.concat([Buffer.from([0x80 | opcode]), encodeLength(payload.length), mask, masked]);
};

const MASKED = 0x80;

const encodeLength = (length: number): Buffer => {
  if (length < 126) return Buffer.from([MASKED | length]);
  const wide = Buffer.alloc(length < 0x1_0000 ? 3 : 9);
  wide.writeUInt8(MASKED | (length < 0x1_0000 ? 126 : 127), 0);
  if (length < 0x1_0000) wide.writeUInt16BE(length, 1);
  else wide.writeBigUInt64BE(BigInt(length), 1);
  return wide;
};

/** Reads the frame at a place; undefined when it is not there in full. Its length may be more than anybody should wait for. */
export const decodeFrame = (received: Buffer, at: number): Frame | undefined => {
  if (received.length < at + 2) return undefined;
  const first = received.readUInt8(at);
  const short = received.readUInt8(at + 1) & 0x7f;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  const from = at + 2 + wide;
  if (received.length < from) return undefined;
  const length =
    wide === 0
      ? short
      : Number(wide === 2 ? received.readUInt16BE(at + 2) : received.readBigUInt64BE(at + 2));
  if (received.length < from + length) return undefined;
  return {
    opcode: first & 0x0f,
    final: (first & 0x80) !== 0,
    payload: received.subarray(from, from + length),
    end: from + length,
  };
};
