import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

import { errorToFailure } from './error-to-failure.ts';
import { hostsFileAddresses } from './hosts-file.ts';
import { done, failed, type Outcome } from './outcome.ts';
import type { Trace } from './trace.ts';

/** Which addresses are wanted: `auto` takes IPv4 where there is any, since a function without IPv6 cannot use the others. */
export type IpVersion = 'auto' | 'all' | 4 | 6;

/** How names become addresses. */
export interface ResolveOptions {
  readonly ipVersion: IpVersion;
  /** `192.0.2.53:53`, in place of the machine's own resolvers. */
  readonly resolver?: string | undefined;
}

/** The machine's list of resolvers can change under a long-running process (a VPN, another network). */
const RESOLVERS_FRESH_MS = 30_000;

/** c-ares' own default is 5 s and 4 tries, longer than most checks have. */
const QUERY = { timeout: 2_000, tries: 2 };

/** `lookup` works in libuv's pool of four threads; two are left for everybody else. */
const MAX_LOOKUPS = 2;

const resolvers = new Map<string, { readonly at: number; readonly resolver: Resolver }>();

/** The addresses of a host, in the order in which they came: literal, hosts file, DNS, and on one's own machine its own look-up. */
export const resolveName = async (
  host: string,
  trace: Trace,
  options: ResolveOptions,
): Promise<Outcome<readonly string[]>> => {
  // [2001:db8::1], as URLs write it
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0) return done([name]);
  trace.begin('dns');
  const answer = new Promise<Outcome<readonly string[]>>((resolve) => {
    trace.onExpire((failure) => resolve(failed(failure)));
    void addressesOf(name, trace.context.embedded, options).then(resolve);
  });
  const addresses = await answer;
  trace.end();
  return addresses;
};

const addressesOf = async (
  name: string,
  embedded: boolean,
  options: ResolveOptions,
): Promise<Outcome<readonly string[]>> => {
  const inFile = (await hostsFileAddresses(name)).filter((address) => fits(address, options.ipVersion));
  if (inFile.length > 0) return done(inFile);
  if (isLocalhost(name)) return done(LOCALHOST.filter((address) => fits(address, options.ipVersion)));
  try {
    return done(await query(name, options));
  } catch (error) {
    const local = embedded && options.resolver === undefined ? await systemLookup(name, options) : [];
    return local.length > 0 ? done(local) : failed(errorToFailure(error, 'dns'));
  }
};

/** https://www.rfc-editor.org/rfc/rfc6761#section-6.3: never asked of DNS. */
const isLocalhost = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');

const LOCALHOST = ['127.0.0.1', '::1'];

const fits = (address: string, version: IpVersion): boolean =>
  typeof version === 'string' || isIP(address) === version;

const query = async (name: string, { ipVersion, resolver }: ResolveOptions): Promise<readonly string[]> => {
  const dns = resolverFor(resolver ?? '');
  if (ipVersion === 6) return dns.resolve6(name);
  if (ipVersion === 4) return dns.resolve4(name);
  if (ipVersion === 'all') return both(dns, name);
  return dns.resolve4(name).catch((error: unknown) =>
    dns.resolve6(name).catch(() => {
      throw error;
    }),
  );
};

const both = async (dns: Resolver, name: string): Promise<readonly string[]> => {
  const [four, six] = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  return [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

const resolverFor = (server: string): Resolver => {
  const known = resolvers.get(server);
  if (known && performance.now() - known.at < RESOLVERS_FRESH_MS) return known.resolver;
  const resolver = new Resolver(QUERY);
  if (server !== '') resolver.setServers([server]);
  resolvers.set(server, { at: performance.now(), resolver });
  return resolver;
};

let lookups = 0;

/** Split DNS of a VPN, mDNS and the like; a dead name must not hold up the others, so with none free it is left out. */
const systemLookup = async (name: string, { ipVersion }: ResolveOptions): Promise<readonly string[]> => {
  if (lookups >= MAX_LOOKUPS) return [];
  lookups += 1;
  try {
    const family = typeof ipVersion === 'string' ? 0 : ipVersion;
    const found = await lookup(name, { all: true, family });
    return found.map(({ address }) => address);
  } catch {
    return [];
  } finally {
    lookups -= 1;
  }
};
