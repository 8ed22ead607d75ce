import type { HttpRequest } from './message.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Headers that go to another origin too. All others may prove who we are, whatever they are called: a header of the
 * check's own, a cookie, a signature.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-length',
  'content-type',
  'pragma',
  'traceparent',
  'user-agent',
  'x-amzn-trace-id',
  'x-request-id',
]);

/** Where an answer sends us; undefined when it does not, or to something that is no http(s) address. */
export const redirectTarget = (status: number, location: string | undefined, from: URL): URL | undefined => {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const target = URL.parse(location, from.href);
  return target && ['http:', 'https:'].includes(target.protocol) ? target : undefined;
};

/** The request to send after a redirect. */
export const redirected = (request: HttpRequest, status: number, target: URL): HttpRequest => {
  const sameOrigin = target.origin === request.url.origin;
  // RFC 9110, 15.4: 303 always becomes GET, and everybody does it for POST after 301 and 302 too.
  const toGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST');
  const headers = request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower === 'host') return false;
    if (toGet && (lower === 'content-length' || lower === 'content-type')) return false;
    return sameOrigin || HARMLESS.has(lower);
  });
  return {
    method: toGet ? 'GET' : request.method,
    url: target,
    headers: [['Host', target.host], ...headers],
    body: toGet ? undefined : request.body,
  };
};
