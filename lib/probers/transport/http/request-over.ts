import type { Socket } from 'node:net';

import { errorToFailure } from '../error-to-failure.ts';
import { openConnection, type ConnectionOptions } from '../open-connection.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import { parseProxy, type Proxy } from '../proxy.ts';
import { secureOptions } from '../secure-options.ts';
import type { Trace } from '../trace.ts';
import type { HttpTarget } from './http-entries.ts';
import { keepIdle, takeIdle } from './idle-sockets.ts';
import { loadHttp1 } from './load-http1.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** What of a target belongs to the connection. */
export type ExchangeTarget = Pick<
  HttpTarget,
  'http' | 'tls' | 'ipVersion' | 'resolver' | 'proxy' | 'bodySizeLimit' | 'connection'
> & {
  /** One address of the host, when each is probed. */
  readonly address?: string | undefined;
};

/** Sends one request, over a new connection unless the check wants to reuse one. */
export const requestOver = async (
  target: ExchangeTarget,
  request: HttpRequest,
  trace: Trace,
): Promise<Outcome<HttpResponse>> => {
  const prepared = await prepare(target, request, trace);
  if (!prepared.ok) return prepared;
  const { options, proxy } = prepared.value;
  if (target.http === 2) return overHttp2(options, { request, target }, trace);
  const reuseKey =
    target.connection === 'reuse' ? JSON.stringify([options, request.url.protocol]) : undefined;
  const socket = reused(reuseKey, trace) ?? (await openConnection({ ...options, unbuffered: true }, trace));
  if (!socket.ok) return socket;
  const outcome = await overHttp1(
    socket.value,
    { request, target, proxy: options.tunnel ? undefined : proxy },
    trace,
  );
  if (reuseKey !== undefined) keepIdle(reuseKey, socket.value, trace.seen);
  return outcome;
};

interface Exchange {
  readonly request: HttpRequest;
  readonly target: ExchangeTarget;
  /** A proxy that gets the request itself, not a tunnel. */
  readonly proxy: Proxy | undefined;
}

const overHttp1 = async (
  socket: Socket,
  { request, target, proxy }: Exchange,
  trace: Trace,
): Promise<Outcome<HttpResponse>> => {
  const { exchangeHttp1 } = await loadHttp1();
  const { bodySizeLimit, connection } = target;
  const { href, pathname, search } = request.url;
  const keepAlive = connection === 'reuse';
  return proxy
    ? exchangeHttp1(
        socket,
        withCredentials(request, proxy),
        { bodySizeLimit, keepAlive, requestTarget: href },
        trace,
      )
    : exchangeHttp1(socket, request, { bodySizeLimit, keepAlive, requestTarget: pathname + search }, trace);
};

/** Loaded when the first check asks for it: node:http2 costs every cold start else. */
const overHttp2 = async (
  options: ConnectionOptions,
  { request, target }: { readonly request: HttpRequest; readonly target: ExchangeTarget },
  trace: Trace,
): Promise<Outcome<HttpResponse>> => {
  const { exchangeHttp2 } = await import('./exchange-http2.ts');
  const socket = await openConnection({ ...options, tunnel: true }, trace);
  return socket.ok ? exchangeHttp2(socket.value, request, target, trace) : socket;
};

const reused = (key: string | undefined, trace: Trace): Outcome<Socket> | undefined => {
  const idle = key === undefined ? undefined : takeIdle(key);
  if (!idle) return undefined;
  trace.see(idle.facts);
  return done(idle.socket);
};

interface Prepared {
  readonly options: ConnectionOptions;
  readonly proxy: Proxy | undefined;
}

const prepare = async (
  target: ExchangeTarget,
  { url }: HttpRequest,
  { context: { fill } }: Trace,
): Promise<Outcome<Prepared>> => {
  const secureUrl = url.protocol === 'https:';
  const { ipVersion, resolver, address } = target;
  try {
    const alpn = target.http === 2 ? ['h2'] : ['http/1.1'];
    const tls = secureUrl
      ? await secureOptions(url.hostname, alpn, { settings: target.tls, fill })
      : undefined;
    const proxy = await parseProxy(target.proxy, fill);
    const port = Number(url.port) || (secureUrl ? 443 : 80);
    const host = url.hostname;
    return {
      ok: true,
      value: { proxy, options: { host, port, ipVersion, resolver, address, tls, proxy, tunnel: secureUrl } },
    };
  } catch (error) {
    // A file of the check's own that cannot be read, a proxy that is no URL.
    return failed({ ...errorToFailure(error, undefined), kind: 'prober' });
  }
};

const withCredentials = (request: HttpRequest, { authorization }: Proxy): HttpRequest =>
  authorization === undefined
    ? request
    : { ...request, headers: [...request.headers, ['Proxy-Authorization', authorization]] };
