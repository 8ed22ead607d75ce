import { failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import type { BuiltRequest } from './build-request.ts';
import type { CookieJar } from './cookie-jar.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpResponse } from './message.ts';
import { redirected, redirectTarget } from './redirects.ts';
import { requestOver, type ExchangeTarget } from './request-over.ts';

/** Sends a request and goes where redirects lead, as far as the check allows; every hop is seen, the last answer counts. */
export const followRedirects = async (
  target: HttpTarget & Pick<ExchangeTarget, 'address'>,
  { request: first, secrets }: BuiltRequest,
  trace: Trace,
  cookies?: CookieJar,
): Promise<Outcome<HttpResponse>> => {
  const redirects: string[] = [];
  let request = cookies ? cookies.addTo(first) : first;
  for (;;) {
    const pinned = request.url.host === first.url.host;
    const outcome = await requestOver(pinned ? target : { ...target, address: undefined }, request, trace);
    if (!outcome.ok) return outcome;
    const { status, headers, setCookies } = outcome.value;
    cookies?.take(request.url, setCookies);
    const next = redirectTarget(status, headers['location'], request.url);
    if (!next) return outcome;
    redirects.push(next.href);
    trace.see({ redirects: [...redirects] });
    if (!target.followRedirects) return outcome;
    if (redirects.length > target.maxRedirects)
      return failed({
        kind: 'protocol',
        code: 'TOO_MANY_REDIRECTS',
        message: `more than ${target.maxRedirects} redirects, the last one to ${next.origin}${next.pathname}`,
      });
    const followed = redirected(request, status, next, secrets);
    request = cookies ? cookies.addTo(followed) : followed;
  }
};
