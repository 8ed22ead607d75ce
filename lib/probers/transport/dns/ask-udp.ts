import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

import type { Failure } from '../../../core/probe/failure.ts';
import type { Peer } from '../dial.ts';
import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import { decodeAnswer, encodeQuery, type DnsAnswer, type DnsQuestion } from './message.ts';

/** A lost datagram is sent again after this time; most timeouts leave room for several. */
const RESEND_MS = 1_000;

/** Asks over UDP. Datagrams that answer another question are left alone: anybody can send them. */
export const askUdp = (question: DnsQuestion, server: Peer, trace: Trace): Promise<Outcome<DnsAnswer>> =>
  new Promise((resolve) => {
    const query = encodeQuery(question);
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    let resend: NodeJS.Timeout | undefined;
    let open = true;
    const settle = (outcome: Outcome<DnsAnswer>): void => {
      if (!open) return;
      open = false;
      clearInterval(resend);
      socket.close();
      trace.end();
      resolve(outcome);
    };
    const giveUp = (failure: Failure): void => settle(failed(failure));
    trace.begin('ttfb');
    trace.onExpire(giveUp);
    socket.on('error', (error) => giveUp({ ...errorToFailure(error, 'ttfb'), kind: 'dns' }));
    socket.on('message', (message) => {
      const answer = decodeAnswer(message, question);
      if (answer) settle(done(answer));
    });
    // A connected socket takes datagrams of its server alone, and hears that a port is closed.
    socket.connect(server.port, server.address, () => {
      const send = (): void => socket.send(query, () => undefined);
      send();
      resend = setInterval(send, RESEND_MS);
    });
  });
