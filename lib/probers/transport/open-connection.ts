import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import { dial } from './dial.ts';
import { done, failed, type Outcome } from './outcome.ts';
import { resolveName, type IpVersion } from './resolve-name.ts';
import { secure, type SecureOptions } from './secure.ts';
import type { Trace } from './trace.ts';

/** Where to connect and how. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly ipVersion: IpVersion;
  readonly resolver?: string | undefined;
  readonly tls?: SecureOptions | undefined;
}

/** Resolves the name, connects to the first address, and speaks TLS if that is asked for. One address, one try: a second one is a retry, and is recorded as one. */
export const openConnection = async (
  options: ConnectionOptions,
  trace: Trace,
): Promise<Outcome<Socket | TLSSocket>> => {
  const resolved = await resolveName(options.host, trace, options);
  if (!resolved.ok) return resolved;
  const [address] = resolved.value;
  if (address === undefined)
    return failed({
      kind: 'dns',
      code: 'ENODATA',
      message: `no address of the wanted kind for ${options.host}`,
      phase: 'dns',
    });
  const socket = await dial({ address, port: options.port }, trace);
  if (!socket.ok || !options.tls) return socket;
  const secured = await secure(socket.value, options.tls, trace);
  return secured.ok ? done(secured.value) : secured;
};
