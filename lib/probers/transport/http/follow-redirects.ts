import type { Failure } from '../../../core/probe/failure.ts';
import { failed, type Outcome } from '../outcome.ts';
import type { TlsSettings } from '../tls-entries.ts';
import type { Trace } from '../trace.ts';
import type { BuiltRequest } from './build-request.ts';
import type { CookieJar } from './cookie-jar.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import { redirected, redirectTarget } from './redirects.ts';
import { requestOver, type ExchangeTarget } from './request-over.ts';

/** What of a target belongs to the connection, and how far redirects are followed. */
export type RedirectTarget = ExchangeTarget & Pick<HttpTarget, 'followRedirects' | 'maxRedirects'>;

/** Sends a request and goes where redirects lead, as far as the check allows; every hop is seen, the last answer counts. */
export const followRedirects = async (
  target: RedirectTarget,
  { request: first, secretBody }: BuiltRequest,
  trace: Trace,
  cookies?: CookieJar,
): Promise<Outcome<HttpResponse>> => {
  const redirects: string[] = [];
  let request = withCookies(first, cookies);
  for (;;) {
    const outcome = await requestOver(targetAt(request, first, target), request, trace);
    if (!outcome.ok) return outcome;
    const { status, headers, setCookies } = outcome.value;
    cookies?.take(request.url, setCookies);
    const next = redirectTarget(status, headers['location'], request.url);
    if (!next) return outcome;
    redirects.push(next.href);
    trace.see({ redirects: [...redirects] });
    if (!target.followRedirects) return outcome;
    if (redirects.length > target.maxRedirects) return failed(tooMany(target.maxRedirects, next));
    const followed = redirected(request, status, next);
    if (secretBody && takesBodyAway(followed, first)) return failed(secretsStay(status, next));
    request = withCookies(followed, cookies);
  }
};

const withCookies = (request: HttpRequest, cookies: CookieJar | undefined): HttpRequest =>
  cookies ? cookies.addTo(request) : request;

/** What the check knows of its own host, and proves itself with there, says nothing of another. */
const targetAt = (request: HttpRequest, first: HttpRequest, target: RedirectTarget): RedirectTarget =>
  request.url === first.url || request.url.origin === first.url.origin
    ? target
    : { ...target, address: undefined, tls: target.tls && withoutIdentity(target.tls) };

const withoutIdentity = ({ serverName: _name, cert: _cert, key: _key, ...rest }: TlsSettings): TlsSettings =>
  rest;

const takesBodyAway = (followed: HttpRequest, first: HttpRequest): boolean =>
  followed.body !== undefined && followed.url.origin !== first.url.origin;

const tooMany = (most: number, next: URL): Failure => ({
  kind: 'protocol',
  code: 'TOO_MANY_REDIRECTS',
  message: `more than ${most} redirects, the last one to ${next.origin}${next.pathname}`,
});

const secretsStay = (status: number, next: URL): Failure => ({
  kind: 'protocol',
  code: 'SECRETS_STAY',
  message: `redirect (${status}) would take a body with secrets to ${next.origin}; request that address itself`,
});
