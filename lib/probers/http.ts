import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import type { Failure } from '../core/probe/failure.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { Observation } from '../core/probe/observation.ts';
import { eachAddress } from './transport/each-address.ts';
import { answeredIds } from './transport/http/answered-ids.ts';
import { buildRequest, type BuiltRequest } from './transport/http/build-request.ts';
import { fillText } from './transport/http/fill-texts.ts';
import { HTTP_ENTRIES, type HttpTarget } from './transport/http/http-entries.ts';
import { loadHttp1 } from './transport/http/load-http1.ts';
import { REQUEST_FILES } from './transport/http/request-body.ts';
import { sendRequest } from './transport/http/send-request.ts';
import { identified } from './transport/sample-trace.ts';
import { TLS_FILES } from './transport/tls-entries.ts';
import { startTrace, type Trace } from './transport/trace.ts';

/** Sends one HTTP request, over a new connection unless asked otherwise. */
export const http = defineProber({
  type: 'http',
  summary: 'An HTTP request over HTTP/1.1 or HTTP/2, with every phase timed.',
  sendsIds: true,
  schemes: ['http', 'https'],
  entries: HTTP_ENTRIES,
  files: [...REQUEST_FILES, ...TLS_FILES],
  expects: [
    'status',
    'latency',
    'headers',
    'body',
    'json',
    'jsonSchema',
    'certificateExpiry',
    'certificate',
    'redirect',
    'protocol',
  ],
  describe: ({ method, url }) => `${method} ${hideSecrets(url)}`,
  idempotent: ({ method }) => method !== 'POST' && method !== 'PATCH',
  probe: async (target, attempt) => {
    const context = identified(attempt, target);
    if (target.addresses === 'one') return probeOne(target, context);
    const host = URL.parse(await fillText(target.url, context.fill))?.hostname ?? '';
    return eachAddress({ ...target, host }, context, (address, part) =>
      probeOne({ ...target, address }, part),
    );
  },
});

type Target = HttpTarget & { readonly address?: string };

const probeOne = async (target: Target, context: AttemptContext): Promise<Observation> => {
  // Secrets and tokens are not the target's: getting them takes of the attempt's time, but is not in its timings.
  const began = performance.now();
  await loadHttp1();
  const built = await tryBuild(target, context);
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - began));
  const trace = await startTrace({ ...context, timeoutMs });
  return 'request' in built ? observe(target, built, trace) : trace.finish(built);
};

const tryBuild = async (target: HttpTarget, context: AttemptContext): Promise<BuiltRequest | Failure> => {
  try {
    return await buildRequest(target, context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'prober', code: 'BAD_REQUEST', message: `request cannot be made: ${reason}` };
  }
};

const observe = async (target: Target, built: BuiltRequest, trace: Trace): Promise<Observation> => {
  const rebuild = (): Promise<BuiltRequest> => buildRequest(target, trace.context, { fresh: true });
  const outcome = await sendRequest(target, { built, rebuild }, trace);
  trace.see({ answeredIds: answeredIds(trace.seen.headers ?? {}) });
  if (!outcome.ok) return trace.finish(outcome.failure);
  const { bodySha256 } = outcome.value;
  if (bodySha256) trace.see({ values: { bodySha256 } });
  return trace.finish();
};
