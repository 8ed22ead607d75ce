import { dial, type Peer } from '../dial.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import { readUntil } from '../read-until.ts';
import type { Trace } from '../trace.ts';
import { decodeAnswer, encodeQuery, type DnsAnswer, type DnsQuestion } from './message.ts';

/** Two bytes of length precede a message over TCP, so it cannot be longer. */
const MAX_MESSAGE = 65_535 + 2;

/** Asks over TCP. */
export const askTcp = async (
  question: DnsQuestion,
  server: Peer,
  trace: Trace,
): Promise<Outcome<DnsAnswer>> => {
  const socket = await dial(server, trace);
  if (!socket.ok) return socket;
  const query = encodeQuery(question);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  trace.begin('ttfb');
  socket.value.write(Buffer.concat([length, query]));
  const message = await readUntil(
    socket.value,
    { end: messageEnd, limit: MAX_MESSAGE, what: 'the answer of the name server' },
    trace,
  );
  trace.end();
  socket.value.destroy();
  if (!message.ok) return message;
  const answer = decodeAnswer(message.value.subarray(2), question);
  return answer
    ? done(answer)
    : failed({
        kind: 'protocol',
        code: 'BAD_DNS',
        message: 'malformed answer of the name server',
        phase: 'ttfb',
      });
};

const messageEnd = (received: Buffer): number => {
  if (received.length < 2) return -1;
  const end = 2 + received.readUInt16BE(0);
  return received.length >= end ? end : -1;
};
