/**
 * A target that knows the truth: how long it really held each request back, by the number in the request's path. It
 * runs as a process of its own: `node timed-target-process.ts <port> <cert> <key>`.
 */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createServer as createTlsServer } from 'node:tls';

const [, , base = '', certFile = '', keyFile = ''] = process.argv;
const port = Number(base);

const BODY = '{"status":"ok"}';
const RESPONSE = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`;

// GET /hold/20/1234 HTTP/1.1
const ASKED = /^GET \/hold\/(\d{1,5})\/(\d{1,9})/;

let held = new Map<number, number>();

const serve = (socket: Socket): void => {
  let head = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const received = performance.now();
    head += chunk.toString('latin1');
    if (!head.includes('\r\n\r\n')) return;
    const [, delayMs = '0', number = '0'] = ASKED.exec(head) ?? [];
    head = '';
    setTimeout(() => {
      held.set(Number(number), performance.now() - received);
      socket.end(RESPONSE);
    }, Number(delayMs));
  });
};

/** Answers `ok-….test` with loopback, says nothing to anything else, as a dead name server does. */
const answerNames = (): void => {
  const dns = createSocket('udp4');
  dns.on('message', (query, peer) => {
    const alive = query.subarray(13, 15).toString('latin1') === 'ok';
    if (!alive) return;
    let at = 12;
    while ((query[at] ?? 0) > 0) at += 1 + (query[at] ?? 0);
    const isA = query.readUInt16BE(at + 1) === 1;
    const header = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    dns.send(
      Buffer.concat([header, query.subarray(12, at + 5), ...(isA ? [record] : [])]),
      peer.port,
      peer.address,
    );
  });
  dns.bind(port + 3, '127.0.0.1');
};

createServer({ noDelay: true }, serve).listen(port, '0.0.0.0', 4_096);
createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile), noDelay: true }, serve)
  .on('tlsClientError', () => undefined)
  .listen(port + 1, '127.0.0.1', 4_096);
createHttpServer((_request, response) => {
  response.end(JSON.stringify([...held]));
  held = new Map();
}).listen(port + 2, '127.0.0.1', () => console.log('ready'));
answerNames();
