import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

import { dns } from '../../lib/probers/dns.ts';
import { http } from '../../lib/probers/http.ts';
import { tcp } from '../../lib/probers/tcp.ts';
import { tls } from '../../lib/probers/tls.ts';
import { websocket } from '../../lib/probers/websocket.ts';
import { makeCertificate } from '../support/certificate.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

/** `npm run test:leak` makes 100,000. */
const PROBES = Number(process.env['PROBES'] ?? 1_300);

const AT_ONCE = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const leaf = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'] });

interface Held {
  readonly files: number;
  readonly resources: number;
  readonly heapMb: number;
}

/** What the process holds; sockets of the other side need a moment to be gone. */
const held = async (): Promise<Held> => {
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  return {
    files: readdirSync('/proc/self/fd').length,
    resources: process.getActiveResourcesInfo().filter((each) => each !== 'Immediate').length,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
  };
};

describe.runIf(process.platform === 'linux')('probing without end', () => {
  it(
    `holds no more after ${PROBES} probes than before, whatever the targets do`,
    async () => {
      const gone = await tcpServer(() => undefined);
      await gone[Symbol.asyncDispose]();
      await using good = await httpServer((_request, response) => response.end('{"a":1}'), {
        remember: false,
      });
      await using secured = await httpServer(200, { tls: leaf, remember: false });
      // It reads, or it would never notice that the other side has gone.
      await using silent = await tcpServer((socket) => socket.resume());
      await using resetting = await tcpServer((socket) =>
        socket.once('data', () => socket.resetAndDestroy()),
      );
      await using halfway = await tcpServer((socket: Socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
      });
      const url = (port: number): string => `http://127.0.0.1:${port}/`;
      const host = '127.0.0.1';
      const kinds = [
        () => probeTarget(http, { url: good.url }),
        () => probeTarget(http, { url: good.url, bodySizeLimit: 2 }),
        () => probeTarget(http, { url: secured.url, tls: { insecure: true } }),
        () => probeTarget(http, { url: secured.url }),
        () => probeTarget(http, { url: url(silent.port) }, { timeoutMs: 20 }),
        () => probeTarget(http, { url: url(resetting.port) }),
        () => probeTarget(http, { url: url(halfway.port) }),
        () => probeTarget(http, { url: url(gone.port) }),
        () => probeTarget(tcp, { host, port: good.port, dialogue: [{ expect: 'x' }] }, { timeoutMs: 20 }),
        () => probeTarget(tls, { host, port: secured.port }),
        () => probeTarget(tls, { host, port: silent.port }, { timeoutMs: 20 }),
        () => probeTarget(websocket, { url: `ws://127.0.0.1:${good.port}/` }),
        () => probeTarget(dns, { query: 'a.example', nameServer: `127.0.0.1:${gone.port}` }),
      ];
      const run = async (count: number): Promise<void> => {
        let next = 0;
        const work = async (): Promise<void> => {
          for (let at = next++; at < count; at = next++) await kinds[at % kinds.length]!();
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      };
      await run(Math.max(600, PROBES / 10));
      const before = await held();
      await run(PROBES);
      const after = await held();
      expect(after.files - before.files).toBeLessThanOrEqual(3);
      expect(after.resources - before.resources).toBeLessThanOrEqual(3);
      expect(after.heapMb - before.heapMb).toBeLessThan(5);
    },
    PROBES * 20 + 60_000,
  );
});
