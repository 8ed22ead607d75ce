import { openConnection } from '../open-connection.ts';
import type { Outcome } from '../outcome.ts';
import { secureOptions } from '../secure-options.ts';
import type { Trace } from '../trace.ts';
import { exchangeHttp1 } from './exchange-http1.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** What of a target belongs to the connection. */
export type ExchangeTarget = Pick<
  HttpTarget,
  'http' | 'tls' | 'ipVersion' | 'resolver' | 'bodySizeLimit' | 'connection'
>;

/** Sends one request over a new connection. */
export const requestOver = async (
  target: ExchangeTarget,
  request: HttpRequest,
  trace: Trace,
): Promise<Outcome<HttpResponse>> => {
  const { url } = request;
  const secureUrl = url.protocol === 'https:';
  const alpn = target.http === 2 ? ['h2'] : ['http/1.1'];
  const tls = secureUrl
    ? await secureOptions(url.hostname, alpn, { settings: target.tls, fill: trace.context.fill })
    : undefined;
  const port = Number(url.port) || (secureUrl ? 443 : 80);
  const { ipVersion, resolver } = target;
  const socket = await openConnection({ host: url.hostname, port, ipVersion, resolver, tls }, trace);
  if (!socket.ok) return socket;
  const requestTarget = `${url.pathname}${url.search}`;
  const options = { bodySizeLimit: target.bodySizeLimit, keepAlive: false, requestTarget };
  return exchangeHttp1(socket.value, request, options, trace);
};
