import type { ServerHttp2Stream } from 'node:http2';
import { describe, expect, it } from 'vitest';

import { grpc } from '../../lib/probers/grpc.ts';
import { makeCertificate } from '../support/certificate.ts';
import { http2Server } from '../support/http2-server.ts';
import { httpServer } from '../support/http-server.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';

const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'], issuer: authority });
const at = (port: number, rest: object = {}) => ({ host: '127.0.0.1', port, ...rest });

const HEAD = { ':status': 200, 'content-type': 'application/grpc' } as const;

/** Answers with a framed message and a status in the trailers, as gRPC does. */
const reply = (stream: ServerHttp2Stream, message: readonly number[], status = '0'): void => {
  stream.respond(HEAD, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]));
};

/** An error comes in the headers alone. */
const refuse = (stream: ServerHttp2Stream, status: number, message: string): void => {
  stream.respond({ ...HEAD, 'grpc-status': String(status), 'grpc-message': message }, { endStream: true });
};

describe('grpc', () => {
  it.each([
    [[0x08, 1], 'SERVING'],
    [[0x08, 2], 'NOT_SERVING'],
    [[0x08, 3], 'SERVICE_UNKNOWN'],
    [[], 'UNKNOWN'],
  ])('reads %j as %s', async (message, serving) => {
    await using server = await http2Server((stream) => reply(stream, message));
    const seen = await probeTarget(grpc, at(server.port));
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({ protocol: 'gRPC', values: { serving } });
  });

  it('asks for a service, with its metadata, its identity and its deadline', async () => {
    let headers: Record<string, unknown> = {};
    let body = Buffer.alloc(0);
    await using server = await http2Server((stream, received) => {
      headers = received;
      stream.on('data', (chunk: Buffer) => (body = Buffer.concat([body, chunk])));
      stream.on('end', () => reply(stream, [0x08, 1]));
    });
    const context = attemptContext({ fill: async (text) => text.replace('${secret:t}', 'token') });
    const target = at(server.port, {
      service: 'shop.Orders',
      metadata: { Authorization: 'Bearer ${secret:t}' },
    });
    expect(await probeTarget(grpc, target, context)).not.toHaveProperty('failure');
    expect(headers).toMatchObject({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: 'Bearer token',
      'x-request-id': context.id.requestId,
      'grpc-timeout': '5000m',
    });
    expect(body).toEqual(Buffer.from('\0\0\0\0\r\n\x0bshop.Orders', 'latin1'));
  });

  it('speaks TLS', async () => {
    await using server = await http2Server((stream) => reply(stream, [0x08, 1]), { tls: leaf });
    const seen = await probeTarget(grpc, at(server.port, { tls: { ca: authority.cert } }));
    expect(seen).toMatchObject({ values: { serving: 'SERVING' }, certificate: { subject: 'localhost' } });
  });

  it.each([
    [14, 'upstream%20is%20gone', 'UNAVAILABLE', 'grpc status UNAVAILABLE: upstream is gone'],
    [12, '', 'UNIMPLEMENTED', 'grpc status UNIMPLEMENTED; the server does not serve grpc.health.v1'],
    [5, 'x', 'NOT_FOUND', 'grpc status NOT_FOUND: x; it does not know shop.Orders'],
    [13, '%zz', 'INTERNAL', 'grpc status INTERNAL: %zz'],
  ])('takes status %d for a failure', async (status, text, code, message) => {
    await using server = await http2Server((stream) => refuse(stream, status, text));
    const seen = await probeTarget(grpc, at(server.port, { service: 'shop.Orders' }));
    expect(seen.failure).toEqual({ kind: 'status', code, message });
  });

  it('says that what answers is no gRPC server', async () => {
    await using server = await http2Server((stream) => {
      stream.respond({ ':status': 404 });
      stream.end('no such page');
    });
    expect((await probeTarget(grpc, at(server.port))).failure).toMatchObject({
      code: 'NO_GRPC',
      message: 'what answers is no gRPC server: status 404, and no grpc-status',
    });
  });

  it('says that a server speaks HTTP/1.1 alone', async () => {
    await using server = await httpServer(200, { tls: leaf });
    const seen = await probeTarget(grpc, at(server.port, { tls: { ca: authority.cert } }));
    expect(seen.failure?.kind).toMatch(/protocol|tls/);
  });

  it.each<[string, (stream: ServerHttp2Stream) => void, string]>([
    ['is silent', () => undefined, 'timeout'],
    ['hangs up', (stream) => stream.session?.destroy(), 'reset'],
    ['resets the stream', (stream) => stream.close(2), 'protocol'],
    [
      'answers without end',
      (stream) => {
        stream.respond(HEAD);
        stream.write(Buffer.alloc(200_000));
      },
      'protocol',
    ],
    ['answers nonsense', (stream) => reply(stream, [0xff, 0xff, 0xff]), 'protocol'],
  ])('fails in time when the server %s', async (_what, answer, kind) => {
    await using server = await http2Server(answer);
    expect((await probeTarget(grpc, at(server.port), { timeoutMs: 200 })).failure?.kind).toBe(kind);
  });
});
