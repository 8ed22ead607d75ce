import type { AttemptContext } from '../../core/probe/contract.ts';
import { readPem } from './read-pem.ts';
import type { SecureOptions } from './secure.ts';
import type { TlsSettings } from './tls-entries.ts';

/** The options of a handshake with a host, secrets filled in. Throws when a file cannot be read. */
export const secureOptions = async (
  host: string,
  alpn: readonly string[],
  { settings, fill }: { readonly settings: TlsSettings | undefined; readonly fill: AttemptContext['fill'] },
): Promise<SecureOptions> => {
  // [2001:db8::1], as URLs write it
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (!settings) return { serverName: name, alpn };
  return {
    serverName: settings.serverName ?? name,
    alpn,
    ca: await readPem(settings.ca, fill),
    cert: await readPem(settings.cert, fill),
    key: await readPem(settings.key, fill),
    minVersion: settings.minVersion,
    maxVersion: settings.maxVersion,
    insecure: settings.insecure,
    resume: settings.resume,
  };
};
