import type { Socket } from 'node:net';

import { done, failed, type Outcome } from './outcome.ts';
import { readUntil } from './read-until.ts';
import type { Trace } from './trace.ts';

/** Protocols that begin in the clear and turn to TLS on request. */
export const START_TLS = ['smtp', 'imap', 'pop3', 'ftp', 'postgres'] as const;

/** One of them. */
export type StartTls = (typeof START_TLS)[number];

type Step = { readonly send: string | Buffer } | { readonly expect: RegExp; readonly what: string };

/** SSLRequest of the PostgreSQL protocol: its length, then the code 80877103; the answer is one byte, `S`. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** The last line of a reply has a space after its code (RFC 5321). */
const REPLY_220 = /^220 .*\r?\n/m;

const SCRIPTS: Readonly<Record<StartTls, readonly Step[]>> = {
  smtp: [
    { expect: REPLY_220, what: 'the greeting' },
    { send: 'EHLO whydown.invalid\r\n' },
    { expect: /^250 .*\r?\n/m, what: 'the answer to EHLO' },
    { send: 'STARTTLS\r\n' },
    { expect: REPLY_220, what: 'the answer to STARTTLS' },
  ],
  imap: [
    { expect: /^\* OK.*\r?\n/m, what: 'the greeting' },
    { send: 'a1 STARTTLS\r\n' },
    { expect: /^a1 OK.*\r?\n/m, what: 'the answer to STARTTLS' },
  ],
  pop3: [
    { expect: /^\+OK.*\r?\n/m, what: 'the greeting' },
    { send: 'STLS\r\n' },
    { expect: /^\+OK.*\r?\n/m, what: 'the answer to STLS' },
  ],
  ftp: [
    { expect: REPLY_220, what: 'the greeting' },
    { send: 'AUTH TLS\r\n' },
    { expect: /^234 .*\r?\n/m, what: 'the answer to AUTH TLS' },
  ],
  postgres: [{ send: SSL_REQUEST }, { expect: /^S/, what: 'the answer to SSLRequest' }],
};

/** Greetings are short; a server that talks on without one is not what the check thinks. */
const MAX_REPLY_BYTES = 8_192;

/** Brings a connection to the point where TLS begins. */
export const startTls = async (
  socket: Socket,
  protocol: StartTls,
  trace: Trace,
): Promise<Outcome<Socket>> => {
  trace.begin('connect');
  for (const step of SCRIPTS[protocol]) {
    if ('send' in step) {
      socket.write(step.send);
      continue;
    }
    const { expect, what } = step;
    const reply = await readUntil(
      socket,
      { end: (received) => endOf(received, expect), limit: MAX_REPLY_BYTES, what },
      trace,
    );
    if (!reply.ok) return reply;
    const text = reply.value.toString('latin1');
    if (!expect.test(text)) {
      socket.destroy();
      const message = `no TLS here: ${what} is ${JSON.stringify(text.slice(0, 80).trimEnd())}`;
      return failed({ kind: 'tls', code: 'STARTTLS_REFUSED', message, phase: 'tls' });
    }
  }
  trace.end();
  return done(socket);
};

// 454 TLS not available · a1 NO · -ERR · 502 not implemented · N
const REFUSAL = /^(?:[45]\d\d .*\r?\n|a1 (?:NO|BAD).*\r?\n|-ERR.*\r?\n|[NE])/m;

const endOf = (received: Buffer, expect: RegExp): number => {
  const text = received.toString('latin1');
  const match = expect.exec(text) ?? REFUSAL.exec(text);
  return match ? match.index + match[0].length : -1;
};
