import type { Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import type { BuiltRequest } from './build-request.ts';
import type { CookieJar } from './cookie-jar.ts';
import { followRedirects, type RedirectTarget } from './follow-redirects.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** A request, and how it is built again with nothing that was remembered. */
export interface Sending {
  readonly built: BuiltRequest;
  readonly rebuild: () => Promise<BuiltRequest>;
  readonly cookies?: CookieJar;
}

const UNAUTHORIZED = 401;

/**
 * Sends a request. A secret may have been rotated since it was read: after a 401 it is read anew, and if it is another
 * one, the request is sent once more.
 */
export const sendRequest = async (
  target: RedirectTarget,
  { built, rebuild, cookies }: Sending,
  trace: Trace,
): Promise<Outcome<HttpResponse>> => {
  const first = await followRedirects(target, built, trace, cookies);
  if (!first.ok || first.value.status !== UNAUTHORIZED || !built.hasSecrets) return first;
  const fresh = await rebuild().catch(() => undefined);
  return fresh && !isSame(fresh.request, built.request)
    ? followRedirects(target, fresh, trace, cookies)
    : first;
};

const isSame = (one: HttpRequest, other: HttpRequest): boolean =>
  one.url.href === other.url.href &&
  JSON.stringify(one.headers) === JSON.stringify(other.headers) &&
  (one.body?.equals(other.body ?? NONE) ?? other.body === undefined);

const NONE = Buffer.alloc(0);
