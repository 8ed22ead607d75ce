import { isIP, type Socket } from 'node:net';

import type { Failure } from '../../core/probe/failure.ts';
import { dial, peerName } from './dial.ts';
import { Intake } from './intake.ts';
import { failed, type Outcome } from './outcome.ts';
import { openTunnel, type Proxy } from './proxy.ts';
import { unreachable } from './reachable.ts';
import { resolveName, type IpVersion } from './resolve-name.ts';
import { dialSecure, secure, type SecureOptions } from './secure.ts';
import type { Trace } from './trace.ts';

/** Where to connect and how. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly ipVersion: IpVersion;
  readonly resolver?: string | undefined;
  /** One address of the host, when it is known already. */
  readonly address?: string | undefined;
  readonly tls?: SecureOptions | undefined;
  readonly proxy?: Proxy | undefined;
  /** Whether a proxy is asked for a tunnel, or gets the request itself. */
  readonly tunnel?: boolean;
  /** Whether what comes is handed on as it is read (`intakeOf`), in place of the socket's own stream. */
  readonly unbuffered?: boolean;
}

/**
 * Resolves the name, connects to its first address, and speaks TLS if that is asked for. One address, one try: a second
 * one is a retry, and is recorded as one.
 */
export const openConnection = async (options: ConnectionOptions, trace: Trace): Promise<Outcome<Socket>> => {
  if (!options.proxy) return straight(options, trace);
  const socket = await throughProxy(options, options.proxy, trace);
  return socket.ok && options.tls ? secure(socket.value, options.tls, trace) : socket;
};

const straight = async (options: ConnectionOptions, trace: Trace): Promise<Outcome<Socket>> => {
  const { host, port, address } = options;
  if (address !== undefined) return reach(address, options, trace);
  const resolved = await resolveName(host, trace, options);
  if (!resolved.ok) return resolved;
  const chosen = untried(resolved.value, port, trace.context.avoid);
  return chosen === undefined ? failed(noAddress(host)) : reach(chosen, options, trace);
};

const reach = (address: string, options: ConnectionOptions, trace: Trace): Promise<Outcome<Socket>> => {
  const peer = { address, port: options.port, intake: options.unbuffered ? new Intake() : undefined };
  return options.tls ? dialSecure(peer, options.tls, trace) : dial(peer, trace);
};

/** The first address that is not to be avoided, or the first of all where every one is. */
const untried = (addresses: readonly string[], port: number, avoid: readonly string[]): string | undefined =>
  (avoid.length === 0
    ? undefined
    : addresses.find((address) => !avoid.includes(peerName({ address, port })))) ?? addresses[0];

/** The proxy is somebody's choice, so it may stand anywhere; the target may not, as far as its address is known. */
const throughProxy = async (
  options: ConnectionOptions,
  proxy: Proxy,
  trace: Trace,
): Promise<Outcome<Socket>> => {
  const { host, port, ipVersion, resolver } = options;
  const refused = isIP(host) === 0 ? undefined : unreachable(host, port, trace.context.reach);
  if (refused) return failed(refused);
  const resolved = await resolveName(proxy.host, trace, { ipVersion, resolver });
  if (!resolved.ok) return resolved;
  const [address] = resolved.value;
  if (address === undefined) return failed(noAddress(proxy.host));
  const socket = await dial({ address, port: proxy.port, anywhere: true }, trace);
  if (!socket.ok) return socket;
  const ready = proxy.secure
    ? await secure(socket.value, { serverName: proxy.host, alpn: ['http/1.1'] }, trace)
    : socket;
  if (!ready.ok || !options.tunnel) return ready;
  return openTunnel(ready.value, peerName({ address: host, port }), { proxy, trace });
};

const noAddress = (host: string): Failure => ({
  kind: 'dns',
  code: 'ENODATA',
  message: `no address of the wanted kind for ${host}`,
  phase: 'dns',
});
