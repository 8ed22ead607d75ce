import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, createSecureContext } from 'node:tls';

import { isAnswer, type Engine } from '../engine.ts';

/**
 * What is left for a client in Node when it does nothing else: one socket, one write, and a stamp in the moment in which the
 * first bytes are read. The floor of what a prober in Node can report.
 */
export const engine: Engine = {
  prepare: async () => {
    const secureContext = createSecureContext();
    return (_check, url) => {
      const { hostname: host, port: digits, pathname, protocol } = new URL(url);
      const port = Number(digits);
      const request = `GET ${pathname} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`;
      return new Promise((resolve, reject) => {
        let sentAt = 0;
        let ttfbMs: number | undefined;
        let answer = '';
        const buffer = Buffer.allocUnsafeSlow(4_096);
        const callback = (size: number): boolean => {
          ttfbMs ??= performance.now() - sentAt;
          answer += buffer.toString('latin1', 0, size);
          return true;
        };
        const options = { host, port, noDelay: true, onread: { buffer, callback } };
        const socket: Socket =
          protocol === 'https:' ? connectSecurely({ ...options, secureContext }) : connect(options);
        socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          sentAt = performance.now();
          socket.write(request, 'latin1');
        });
        socket.once('error', reject);
        socket.once('end', () => {
          socket.destroy();
          const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
          const ok = isAnswer(Number(answer.slice(9, 12)), body);
          resolve({ ok, ...(ttfbMs !== undefined && { ttfbMs }) });
        });
      });
    };
  },
};
