import { describe, expect, it } from 'vitest';

import type { Prober } from '../../lib/core/probe/contract.ts';
import { grpc } from '../../lib/probers/grpc.ts';
import { http } from '../../lib/probers/http.ts';
import { steps } from '../../lib/probers/steps.ts';
import { websocket } from '../../lib/probers/websocket.ts';
import { http2Server } from '../support/http2-server.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';
import { websocketServer } from '../support/websocket-server.ts';

interface Sent {
  readonly traceparent?: unknown;
  readonly amazon?: unknown;
}

const overHttp =
  (prober: Prober, targetOf: (url: string) => object) =>
  async (choice: object): Promise<Sent> => {
    await using server = await httpServer(200);
    await probeTarget(prober, { ...targetOf(server.url), ...choice });
    const headers = server.requests[0]?.headers ?? {};
    return { traceparent: headers['traceparent'], amazon: headers['x-amzn-trace-id'] };
  };

const overWebSocket = async (choice: object): Promise<Sent> => {
  let head = '';
  await using server = await websocketServer({ onOpen: (peer) => (head = peer.head) });
  await probeTarget(websocket, { url: `ws://127.0.0.1:${server.port}/`, ...choice });
  const value = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(head)?.[1];
  return { traceparent: value('traceparent'), amazon: value('X-Amzn-Trace-Id') };
};

const overGrpc = async (choice: object): Promise<Sent> => {
  let headers: Record<string, unknown> = {};
  await using server = await http2Server((stream, received) => {
    headers = received;
    stream.respond({ ':status': 200, 'grpc-status': '0' }, { endStream: true });
  });
  await probeTarget(grpc, { host: '127.0.0.1', port: server.port, ...choice });
  return { traceparent: headers['traceparent'], amazon: headers['x-amzn-trace-id'] };
};

describe.each([
  { type: 'http', send: overHttp(http, (url) => ({ url })) },
  { type: 'steps', send: overHttp(steps, (url) => ({ steps: [{ name: 'one', url }] })) },
  { type: 'websocket', send: overWebSocket },
  { type: 'grpc', send: overGrpc },
])('$type', ({ send }) => {
  it.each([
    { choice: {}, flag: '00', sampled: '0' },
    { choice: { sampleTrace: true }, flag: '01', sampled: '1' },
  ])('sends flag $flag and Sampled=$sampled with $choice', async ({ choice, flag, sampled }) => {
    const { traceparent, amazon } = await send(choice);
    expect(traceparent).toMatch(new RegExp(`^00-[\\da-f]{32}-[\\da-f]{16}-${flag}$`));
    expect(amazon).toMatch(new RegExp(`^Root=1-[\\da-f]{8}-[\\da-f]{24};Sampled=${sampled}$`));
  });
});
