import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from 'vitest';

import type { NotifierRequest } from '../../lib/core/notify/contract.ts';
import type { Clock } from '../../lib/core/ports.ts';
import { httpSender, type SenderOptions } from '../../lib/net/sender.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Never answers. */
  readonly hangs?: true;
}

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real server that gives these answers one after another, the last one again and again. */
const channel = async (...answers: readonly Answer[]) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(received.length, answers.length - 1)];
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (!answer || answer.hangs) return;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/services/T0/B0/topsecret`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};

const message = (url: string, more: object = {}): NotifierRequest => ({
  transport: 'http',
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"text":"down"}',
  ...more,
});

/** Waits pass at once and are kept. */
const senderFor = (options: Partial<SenderOptions> = {}) => {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => Date.UTC(2026, 0, 1),
    monotonic: () => 0,
    sleep: async (ms) => void waits.push(ms),
  };
  const sender = httpSender(clock, { next: () => 0.5, hex: () => '' }, options);
  return {
    waits,
    sender,
    send: (request: NotifierRequest) => sender.send(request, new AbortController().signal),
  };
};

describe('httpSender', () => {
  it('posts the body with its headers', async () => {
    await using server = await channel({ status: 200, body: 'ok' });
    await using sending = senderFor().sender;
    await sending.send(message(server.url), new AbortController().signal);
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/services/T0/B0/topsecret', body: '{"text":"down"}' },
    ]);
    expect(server.received[0]?.headers['content-type']).toBe('application/json');
  });

  it.each([
    { first: { status: 500 }, waits: [250] },
    { first: { status: 503 }, waits: [250] },
    { first: { status: 429 }, waits: [250] },
    { first: { status: 429, headers: { 'retry-after': '7' } }, waits: [7_000] },
    { first: { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' } }, waits: [5_000] },
  ])('sends again after $first', async ({ first, waits }) => {
    await using server = await channel(first, { status: 204 });
    const sending = senderFor();
    await sending.send(message(server.url));
    expect(server.received).toHaveLength(2);
    expect(sending.waits).toEqual(waits);
    await sending.sender[Symbol.asyncDispose]();
  });

  it.each([
    { answer: { status: 404, body: 'no_service' }, tries: 1, error: 'answered 404: no_service' },
    {
      answer: { status: 400, body: 'invalid\u001B[31m_blocks\n' },
      tries: 1,
      error: 'answered 400: invalid_blocks',
    },
    { answer: { status: 500 }, tries: 3, error: 'answered 500' },
    { answer: { status: 429, headers: { 'retry-after': '3600' } }, tries: 1, error: 'answered 429' },
    { answer: { status: 302, headers: { location: '/' } }, tries: 1, error: 'answered 302' },
    {
      answer: { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      tries: 1,
      error: 'redirects to 127.0.0.1:1; write that address into the config',
    },
    { answer: { status: 200, hangs: true as const }, tries: 3, error: 'did not answer within 40 ms' },
  ])('gives up after $tries tries: $error', async ({ answer, tries, error }) => {
    await using server = await channel(answer);
    const sending = senderFor({ timeoutMs: 40 });
    await expect(sending.send(message(server.url))).rejects.toThrow(new Error(`${server.host} ${error}`));
    expect(server.received).toHaveLength(tries);
    await sending.sender[Symbol.asyncDispose]();
  });

  it('waits twice as long after each try, up to the cap', async () => {
    await using server = await channel({ status: 500 });
    const sending = senderFor({ attempts: 5, baseMs: 1_000, capMs: 3_000 });
    await expect(sending.send(message(server.url))).rejects.toThrow('answered 500');
    expect(sending.waits).toEqual([500, 1_000, 1_500, 1_500]);
    await sending.sender[Symbol.asyncDispose]();
  });

  it('follows a redirect that stays at home, with the body', async () => {
    await using server = await channel({ status: 308, headers: { location: '/new' } }, { status: 200 });
    const sending = senderFor();
    await sending.send(message(server.url));
    expect(server.received.map(({ url, body }) => [url, body])).toEqual([
      ['/services/T0/B0/topsecret', '{"text":"down"}'],
      ['/new', '{"text":"down"}'],
    ]);
    await sending.sender[Symbol.asyncDispose]();
  });

  it('says that nobody listens', async () => {
    const gone = await channel({ status: 200 });
    await gone[Symbol.asyncDispose]();
    const sending = senderFor({ attempts: 2 });
    await expect(sending.send(message(gone.url))).rejects.toThrow(
      new Error(`${gone.host} could not be reached: ECONNREFUSED`),
    );
    expect(sending.waits).toHaveLength(1);
  });

  it.each([
    { body: 'no such path: /services/T0/B0/topsecret', hidden: 'topsecret' },
    { body: 'bad token: Bearer hunter2hunter2', hidden: 'hunter2' },
  ])('keeps $hidden out of the error', async ({ body, hidden }) => {
    await using server = await channel({ status: 403, body });
    const sending = senderFor();
    const request = message(server.url, { headers: { authorization: 'Bearer hunter2hunter2' } });
    const error: unknown = await sending.send(request).catch((reason: unknown) => reason);
    expect(String(error)).toContain('***');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(hidden);
    await sending.sender[Symbol.asyncDispose]();
  });

  it.each(['not a url with topsecret', 'ftp://example.com/topsecret'])(
    'refuses the address %s',
    async (url) => {
      const sending = senderFor();
      const error: unknown = await sending.send(message(url)).catch((reason: unknown) => reason);
      expect(String(error)).toContain('has no valid address or header');
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('topsecret');
      expect(sending.waits).toEqual([]);
    },
  );

  it('signs time and body', async () => {
    await using server = await channel({ status: 200 });
    const sending = senderFor();
    await sending.send(message(server.url, { signature: { header: 'x-sig', secret: 'key' } }));
    const seconds = Date.UTC(2026, 0, 1) / 1000;
    const hex = createHmac('sha256', 'key').update(`${seconds}.{"text":"down"}`).digest('hex');
    expect(server.received[0]?.headers['x-sig']).toBe(`t=${seconds},v1=${hex}`);
    await sending.sender[Symbol.asyncDispose]();
  });

  it('stops when it is told to', async () => {
    await using server = await channel({ status: 200, hangs: true });
    const stop = new AbortController();
    const sending = senderFor();
    const sent = sending.sender.send(message(server.url), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(sent).rejects.toThrow('stopped');
    expect(sending.waits).toEqual([]);
  });

  it('refuses a message of another transport', async () => {
    await expect(senderFor().send({ transport: 'terminal', text: 'x' })).rejects.toThrow(
      'terminal messages are not sent over http',
    );
  });
});
