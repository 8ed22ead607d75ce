import type { TLSSocket } from 'node:tls';

import * as v from 'valibot';

import { described, texts } from '../core/config/fields.ts';
import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import type { Failure } from '../core/probe/failure.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { Observation } from '../core/probe/observation.ts';
import { connectTo } from './transport/connect-to.ts';
import { peerName } from './transport/dial.ts';
import { eachAddress } from './transport/each-address.ts';
import type { UnaryCall, UnaryReply } from './transport/grpc/call-unary.ts';
import {
  decodeHealthResponse,
  encodeHealthRequest,
  statusCodeName,
} from './transport/grpc/health-message.ts';
import { loadUnary } from './transport/grpc/load-unary.ts';
import { hostPortEntries } from './transport/host-port-entries.ts';
import { answeredIds } from './transport/http/answered-ids.ts';
import { fillValues } from './transport/http/fill-texts.ts';
import { addressesEntry, networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import { done, failed, type Outcome } from './transport/outcome.ts';
import { identified, sampleTraceEntry } from './transport/sample-trace.ts';
import { secureOptions } from './transport/secure-options.ts';
import { settingsOf, tlsChoice } from './transport/tls-choice.ts';
import { TLS_FILES } from './transport/tls-entries.ts';
import type { Trace } from './transport/trace.ts';

const entries = {
  ...hostPortEntries,
  service: v.optional(described(v.string(), 'The service to ask for; the whole server when left out.'), ''),
  metadata: v.optional(described(texts(), 'Metadata to send.'), {}),
  ...sampleTraceEntry,
  ...networkEntries,
  ...addressesEntry,
  tls: tlsChoice,
};

/** Asks a gRPC server for its health. */
export const grpc = defineProber({
  type: 'grpc',
  summary: 'The health of a gRPC server (grpc.health.v1), in the clear or over TLS.',
  sendsIds: true,
  entries,
  files: TLS_FILES,
  expects: ['latency', 'serving', 'headers', 'certificate', 'certificateExpiry'],
  describe: ({ host, port, service }) =>
    hideSecrets(`grpc ${host}:${port}${service === '' ? '' : ` ${service}`}`),
  idempotent: () => true,
  probe: (target, attempt) => {
    const context = identified(attempt, target);
    return target.addresses === 'one'
      ? probeOne(target, context)
      : eachAddress(target, context, (address, part) => probeOne({ ...target, address }, part));
  },
});

type Target = v.InferOutput<v.StrictObjectSchema<typeof entries, undefined>> & { readonly address?: string };

const probeOne = async (target: Target, context: AttemptContext): Promise<Observation> => {
  const { callUnary } = await loadUnary();
  return observe(context, async (trace) => {
    const { host, tls: choice, service } = target;
    const tls = choice
      ? await secureOptions(host, ['h2'], { settings: settingsOf(choice), fill: context.fill })
      : undefined;
    trace.see({ protocol: 'gRPC' });
    const socket = await connectTo(target, tls, trace);
    if (!socket.ok) return socket;
    if (choice && (socket.value as TLSSocket).alpnProtocol !== 'h2') {
      socket.value.destroy();
      return failed(NO_HTTP2);
    }
    const reply = await callUnary(socket.value, await healthCall(target, trace), trace);
    if (!reply.ok) return reply;
    trace.see({ headers: reply.value.headers, answeredIds: answeredIds(reply.value.headers) });
    const serving = servingStatus(reply.value, service);
    if (serving.ok) trace.see({ values: { serving: serving.value } });
    return serving;
  });
};

const healthCall = async (
  { host, port, tls, service, metadata }: Target,
  trace: Trace,
): Promise<UnaryCall> => {
  const { fill, id } = trace.context;
  return {
    authority: peerName({ address: host, port }),
    secure: tls !== false,
    path: '/grpc.health.v1.Health/Check',
    metadata: [
      ['x-request-id', id.requestId],
      ['traceparent', id.traceparent],
      ['x-amzn-trace-id', id.amznTraceId],
      ...(await fillValues(metadata, fill)),
    ],
    message: encodeHealthRequest(service),
  };
};

const NO_HTTP2: Failure = {
  kind: 'protocol',
  code: 'NO_HTTP2',
  message: 'server does not offer HTTP/2 (ALPN h2), so it cannot speak gRPC',
  phase: 'tls',
};

const servingStatus = (reply: UnaryReply, service: string): Outcome<string> => {
  const { grpcStatus, grpcMessage, httpStatus, message } = reply;
  if (grpcStatus === undefined) {
    const text = `what answers is no gRPC server: status ${httpStatus}, and no grpc-status`;
    return failed({ kind: 'protocol', code: 'NO_GRPC', message: text });
  }
  if (grpcStatus !== '0') return failed(refused(statusCodeName(grpcStatus), grpcMessage, service));
  const serving = decodeHealthResponse(message);
  return serving === undefined
    ? failed({ kind: 'protocol', code: 'BAD_HEALTH', message: 'answer is no HealthCheckResponse' })
    : done(serving);
};

const refused = (code: string, message: string | undefined, service: string): Failure => {
  const said = message === undefined || message === '' ? '' : `: ${decodeURIComponentSafely(message)}`;
  const hint =
    code === 'UNIMPLEMENTED'
      ? '; the server does not serve grpc.health.v1'
      : code === 'NOT_FOUND'
        ? `; it does not know ${service}`
        : '';
  return { kind: 'status', code, message: `grpc status ${code}${said}${hint}` };
};

/** grpc-message is percent-encoded; a hostile one may be so badly. */
const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text).slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
};
