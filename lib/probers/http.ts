import { hideSecrets } from '../core/probe/hide-secrets.ts';
import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import type { Failure } from '../core/probe/failure.ts';
import type { Observation } from '../core/probe/observation.ts';
import { answeredIds } from './transport/http/answered-ids.ts';
import { buildRequest, type BuiltRequest } from './transport/http/build-request.ts';
import { followRedirects } from './transport/http/follow-redirects.ts';
import { HTTP_ENTRIES, type HttpTarget } from './transport/http/http-entries.ts';
import { startTrace, type Trace } from './transport/trace.ts';

/** Sends one HTTP request, over a new connection unless asked otherwise. */
export const http = defineProber({
  type: 'http',
  summary: 'An HTTP request over HTTP/1.1 or HTTP/2, with every phase timed.',
  schemes: ['http', 'https'],
  entries: HTTP_ENTRIES,
  expects: [
    'status',
    'latency',
    'headers',
    'body',
    'json',
    'certificateExpiry',
    'certificate',
    'redirect',
    'protocol',
  ],
  describe: ({ method, url }) => `${method} ${hideSecrets(url)}`,
  idempotent: ({ method }) => method !== 'POST' && method !== 'PATCH',
  probe: async (target, context) => {
    const built = await tryBuild(target, context);
    const trace = await startTrace(context);
    if (!('request' in built)) return trace.finish(built);
    return observe(target, built, trace);
  },
});

const tryBuild = async (target: HttpTarget, context: AttemptContext): Promise<BuiltRequest | Failure> => {
  try {
    return await buildRequest(target, context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'prober', code: 'BAD_REQUEST', message: `request cannot be made: ${reason}` };
  }
};

const observe = async (target: HttpTarget, built: BuiltRequest, trace: Trace): Promise<Observation> => {
  const outcome = await followRedirects(target, built, trace);
  trace.see({ answeredIds: answeredIds(trace.seen.headers ?? {}) });
  if (!outcome.ok) return trace.finish(outcome.failure);
  const { bodySha256 } = outcome.value;
  if (bodySha256) trace.see({ values: { bodySha256 } });
  return trace.finish();
};
