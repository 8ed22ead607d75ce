import type { Socket } from 'node:net';

import { done, failed, type Outcome } from '../outcome.ts';
import { readUntil } from '../read-until.ts';
import type { Trace } from '../trace.ts';
import { decodeFrame, encodeFrame, OPCODES, type Frame } from './frame.ts';

/** Bytes of a frame, and frames of a message; more is not what a check waits for. */
const MAX_FRAME_BYTES = 1_048_576;
const MAX_FRAMES = 1_000;

/** Waits for the next whole message; pings are answered on the way. */
export const receiveMessage = async (socket: Socket, trace: Trace): Promise<Outcome<Buffer>> => {
  const parts: Buffer[] = [];
  for (let count = 0; count < MAX_FRAMES; count++) {
    const received = await nextFrame(socket, trace);
    if (!received.ok) return received;
    const { opcode, final, payload } = received.value;
    if (opcode === OPCODES.close) return failed(closed(payload, trace));
    if (opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, payload));
    if (opcode >= OPCODES.close) continue;
    parts.push(payload);
    if (final) return done(Buffer.concat(parts));
  }
  return failed({ kind: 'protocol', code: 'TOO_LONG', message: `no message in ${MAX_FRAMES} frames` });
};

const nextFrame = async (socket: Socket, trace: Trace): Promise<Outcome<Frame>> => {
  const end = (received: Buffer): number => decodeFrame(received, 0)?.end ?? -1;
  const bytes = await readUntil(socket, { end, limit: MAX_FRAME_BYTES, what: 'a message' }, trace);
  if (!bytes.ok) return bytes;
  const frame = decodeFrame(bytes.value, 0);
  if (!frame) throw new Error('a frame that was there is gone');
  return done(frame);
};

const closed = (payload: Buffer, trace: Trace) => {
  const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
  const reason = payload.subarray(2, 122).toString('utf8');
  return {
    kind: 'reset',
    code: `WS_${code}`,
    message: `server closed with ${code}${reason === '' ? '' : ` (${reason})`}`,
    ...(trace.phase && { phase: trace.phase }),
  } as const;
};
