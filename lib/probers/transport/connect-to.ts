import type { Socket } from 'node:net';

import { openConnection } from './open-connection.ts';
import type { Outcome } from './outcome.ts';
import { parseProxy } from './proxy.ts';
import type { IpVersion } from './resolve-name.ts';
import type { SecureOptions } from './secure.ts';
import type { Trace } from './trace.ts';

/** A target that is a host and a port, with the way to it, as configured. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  readonly ipVersion: IpVersion;
  readonly resolver?: string | undefined;
  readonly proxy?: string | undefined;
  /** One address of the host, when each is probed. */
  readonly address?: string | undefined;
}

/** Connects to a configured host and port, through its proxy if there is one. Throws when the proxy is no URL. */
export const connectTo = async (
  { host, port, ipVersion, resolver, address, proxy: written }: ConnectTarget,
  tls: SecureOptions | undefined,
  trace: Trace,
): Promise<Outcome<Socket>> => {
  const proxy = await parseProxy(written, trace.context.fill);
  return openConnection({ host, port, ipVersion, resolver, address, tls, proxy, tunnel: true }, trace);
};
