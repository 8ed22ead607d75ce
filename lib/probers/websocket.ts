import type { Socket } from 'node:net';

import * as v from 'valibot';

import { compilePattern, pattern } from '../core/assertions/pattern.ts';
import { described, text, texts } from '../core/config/fields.ts';
import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { Observation } from '../core/probe/observation.ts';
import { connectTo, type ConnectTarget } from './transport/connect-to.ts';
import { eachAddress } from './transport/each-address.ts';
import { answeredIds } from './transport/http/answered-ids.ts';
import { authEntry } from './transport/http/auth-entry.ts';
import { buildRequest } from './transport/http/build-request.ts';
import { fillText } from './transport/http/fill-texts.ts';
import { addressesEntry, networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import { done, failed, type Outcome } from './transport/outcome.ts';
import { identified, sampleTraceEntry } from './transport/sample-trace.ts';
import { secureOptions } from './transport/secure-options.ts';
import { TLS_FILES, tlsEntries, type TlsSettings } from './transport/tls-entries.ts';
import type { Trace } from './transport/trace.ts';
import { encodeFrame, OPCODES } from './transport/websocket/frame.ts';
import { handshake } from './transport/websocket/handshake.ts';
import { receiveMessage } from './transport/websocket/receive-message.ts';

const WS_URL = 'expected a ws(s) URL';

const wsUrl = v.pipe(
  v.string(WS_URL),
  v.check((url) => /^wss?:\/\/./.test(url) || url.includes('${'), WS_URL),
);

const turn = v.union([
  v.strictObject({ send: described(v.string(), 'A text message to send.') }),
  v.strictObject({ expect: described(pattern(), 'Waits for a message that matches (RE2).') }),
]);

const entries = {
  url: described(wsUrl, 'Where to connect.'),
  headers: v.optional(described(texts(), 'Headers to send with the upgrade.'), {}),
  auth: authEntry,
  subprotocol: v.optional(described(text(), 'The subprotocol to ask for.')),
  messages: v.optional(described(v.array(turn), 'What is sent and expected, in turn.'), []),
  ...sampleTraceEntry,
  ...networkEntries,
  ...addressesEntry,
  tls: v.optional(described(v.strictObject(tlsEntries), 'How TLS is spoken.')),
};

/** Turns a connection to WebSocket, and exchanges messages. */
export const websocket = defineProber({
  type: 'websocket',
  summary: 'A WebSocket: the upgrade, and messages that are sent and expected.',
  sendsIds: true,
  schemes: ['ws', 'wss'],
  entries,
  files: TLS_FILES,
  expects: ['latency', 'received', 'headers', 'certificate', 'certificateExpiry'],
  describe: ({ url }) => `websocket ${hideSecrets(url)}`,
  idempotent: ({ messages }) => messages.every((each) => !('send' in each)),
  probe: async (target, attempt) => {
    const context = identified(attempt, target);
    if (target.addresses === 'one') return probeOne(target, context);
    const host = URL.parse(await fillText(target.url, context.fill))?.hostname ?? '';
    return eachAddress({ ...target, host }, context, (address, part) =>
      probeOne({ ...target, address }, part),
    );
  },
});

type Target = v.InferOutput<v.StrictObjectSchema<typeof entries, undefined>> & { readonly address?: string };

const probeOne = (target: Target, context: AttemptContext): Promise<Observation> =>
  observe(context, async (trace) => {
    const url = (await fillText(target.url, context.fill)).replace(/^ws/, 'http');
    const { request } = await buildRequest(
      { ...target, url, method: 'GET', body: undefined, compression: 'none' },
      context,
    );
    const opened = await open(target, request.url, trace);
    if (!opened.ok) return opened;
    const turned = await handshake(opened.value, { ...request, subprotocol: target.subprotocol }, trace);
    trace.see({ protocol: 'WebSocket', answeredIds: answeredIds(trace.seen.headers ?? {}) });
    if (!turned.ok) return turned;
    const exchanged = await exchange(turned.value, target.messages, trace);
    turned.value.write(encodeFrame(OPCODES.close, NORMAL_CLOSURE), () => turned.value.destroy());
    return exchanged;
  });

/** 1000. */
const NORMAL_CLOSURE = Buffer.from([0x03, 0xe8]);

type Way = Omit<ConnectTarget, 'host' | 'port'> & { readonly tls?: TlsSettings | undefined };

const open = async (way: Way, url: URL, trace: Trace): Promise<Outcome<Socket>> => {
  const { fill } = trace.context;
  const encrypted = url.protocol === 'https:';
  const host = url.hostname;
  const tls = encrypted ? await secureOptions(host, ['http/1.1'], { settings: way.tls, fill }) : undefined;
  return connectTo({ ...way, host, port: Number(url.port) || (encrypted ? 443 : 80) }, tls, trace);
};

const exchange = async (
  socket: Socket,
  turns: readonly v.InferOutput<typeof turn>[],
  trace: Trace,
): Promise<Outcome<string>> => {
  let received = '';
  for (const each of turns) {
    if ('send' in each) {
      socket.write(encodeFrame(OPCODES.text, Buffer.from(await fillText(each.send, trace.context.fill))));
      continue;
    }
    const message = await matching(socket, each.expect, trace);
    if (!message.ok) return message;
    received = message.value;
    trace.see({ values: { received } });
  }
  trace.end();
  return done(received);
};

/** A chatty server may send others before; so many are passed over. */
const MAX_PASSED = 100;

const matching = async (socket: Socket, expect: string, trace: Trace): Promise<Outcome<string>> => {
  const wanted = compilePattern(expect);
  for (let passed = 0; passed < MAX_PASSED; passed++) {
    const message = await receiveMessage(socket, trace);
    if (!message.ok) return message;
    const received = message.value.toString('utf8');
    if (wanted.found(received)) return done(received);
  }
  return failed({
    kind: 'protocol',
    code: 'NO_MATCH',
    message: `none of ${MAX_PASSED} messages matches ${expect}`,
  });
};
