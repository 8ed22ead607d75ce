import type { Socket } from 'node:net';

import { compilePattern } from '../../../core/assertions/pattern.ts';
import { fillText } from '../http/fill-texts.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import { readUntil } from '../read-until.ts';
import type { Trace } from '../trace.ts';
import type { Turn } from './dialogue-entry.ts';

/** What a dialogue needs besides its turns. */
export interface DialogueOptions {
  readonly trace: Trace;
  /** Does the handshake at `startTls`. */
  readonly secure: (socket: Socket) => Promise<Outcome<Socket>>;
}

/** A dialogue that was held to its end. */
export interface HeldDialogue {
  readonly socket: Socket;
  readonly received: string;
}

/** Bytes; what is expected comes soon or not at all. */
const MAX_RECEIVED = 65_536;

/** Sends and waits, turn by turn. */
export const holdDialogue = async (
  socket: Socket,
  turns: readonly Turn[],
  { trace, secure }: DialogueOptions,
): Promise<Outcome<HeldDialogue>> => {
  let current = socket;
  let received = '';
  trace.begin('ttfb');
  for (const turn of turns) {
    if ('startTls' in turn) {
      const secured = await secure(current);
      if (!secured.ok) return secured;
      current = secured.value;
      trace.begin('transfer');
    } else if ('expect' in turn) {
      const reply = await awaitReply(current, turn.expect, trace);
      if (!reply.ok) return failed({ ...reply.failure, message: withReceived(reply.failure.message, trace) });
      received += reply.value;
      trace.see({ values: { received } });
      trace.begin('transfer');
    } else {
      current.write(
        'send' in turn ? await fillText(turn.send, trace.context.fill) : Buffer.from(turn.sendHex, 'hex'),
      );
    }
  }
  trace.end();
  return done({ socket: current, received });
};

const withReceived = (message: string, trace: Trace): string => {
  const said = trace.seen.values?.['received'];
  return typeof said === 'string' ? `${message}; last received ${JSON.stringify(said.slice(-80))}` : message;
};

const awaitReply = async (socket: Socket, expect: string, trace: Trace): Promise<Outcome<string>> => {
  const wanted = compilePattern(expect);
  let unmatched = '';
  const end = (bytes: Buffer): number => {
    const text = bytes.toString('latin1');
    unmatched = text;
    const at = endOfMatch(text, (line) => wanted.found(line));
    return at;
  };
  const reply = await readUntil(
    socket,
    { end, limit: MAX_RECEIVED, what: `something that matches ${expect}` },
    trace,
  );
  if (!reply.ok) {
    if (unmatched !== '') trace.see({ values: { received: decode(Buffer.from(unmatched, 'latin1')) } });
    return reply;
  }
  return done(decode(reply.value));
};

/** The first line that matches; failing that, all that has come, for protocols without lines. */
const endOfMatch = (text: string, found: (line: string) => boolean): number => {
  let from = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
    if (found(text.slice(from, at).replace(/\r$/, ''))) return at + 1;
    from = at + 1;
  }
  return from < text.length && found(text.slice(from)) ? text.length : -1;
};

const decode = (bytes: Buffer): string => bytes.toString('utf8');
