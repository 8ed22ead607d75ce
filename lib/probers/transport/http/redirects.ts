import type { HttpRequest } from './message.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that prove who we are; they never go to another origin. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
  'x-amz-security-token',
]);

/** Where an answer sends us; undefined when it does not, or to something that is no http(s) address. */
export const redirectTarget = (status: number, location: string | undefined, from: URL): URL | undefined => {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const target = URL.parse(location, from.href);
  return target && ['http:', 'https:'].includes(target.protocol) ? target : undefined;
};

/** The request to send after a redirect. `secrets` are the names of headers that the check fills with credentials. */
export const redirected = (
  request: HttpRequest,
  status: number,
  target: URL,
  secrets: ReadonlySet<string>,
): HttpRequest => {
  const sameOrigin = target.origin === request.url.origin;
  // RFC 9110, 15.4: 303 always becomes GET, and everybody does it for POST after 301 and 302 too.
  const toGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST');
  const headers = request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower === 'host') return false;
    if (toGet && (lower === 'content-length' || lower === 'content-type')) return false;
    return sameOrigin || !(CREDENTIALS.has(lower) || secrets.has(lower));
  });
  return {
    method: toGet ? 'GET' : request.method,
    url: target,
    headers: [['Host', target.host], ...headers],
    body: toGet ? undefined : request.body,
  };
};
