import { BlockList } from 'node:net';

import type { Failure } from '../../core/probe/failure.ts';
import type { Reach } from '../../core/probe/reach.ts';

type Range = readonly [address: string, prefix: number, name: string];

/** What a public check never has to do with. https://www.iana.org/assignments/iana-ipv4-special-registry */
const NOT_PUBLIC: readonly Range[] = [
  ['0.0.0.0', 8, 'an address of this host itself'],
  ['10.0.0.0', 8, 'a private address'],
  ['100.64.0.0', 10, 'a shared address (carrier NAT)'],
  ['127.0.0.0', 8, 'a loopback address'],
  ['169.254.0.0', 16, 'a link-local address'],
  ['172.16.0.0', 12, 'a private address'],
  ['192.0.0.0', 24, 'a reserved address'],
  ['192.168.0.0', 16, 'a private address'],
  ['198.18.0.0', 15, 'a reserved address'],
  ['224.0.0.0', 3, 'a multicast or reserved address'],
  ['::', 128, 'an address of this host itself'],
  ['::1', 128, 'a loopback address'],
  ['64:ff9b:1::', 48, 'a private address'],
  ['fc00::', 7, 'a private address'],
  ['fe80::', 10, 'a link-local address'],
  ['ff00::', 8, 'a multicast address'],
];

/** What no check has to do with: whoever reads these gets the credentials of the prober's own role. */
const CREDENTIALS: readonly Range[] = [
  ['169.254.169.254', 32, 'the instance metadata service, which hands out credentials'],
  ['169.254.170.2', 32, 'where containers get their credentials'],
  ['169.254.170.23', 32, 'where containers get their credentials'],
  ['fd00:ec2::254', 128, 'the instance metadata service, which hands out credentials'],
  ['fd00:ec2::23', 128, 'where containers get their credentials'],
];

/** Of a text that is an address: Node's `isIPv6` compiles a pattern that costs a cold start 5 ms. */
const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

const blockLists = (ranges: readonly Range[]): readonly (readonly [BlockList, string])[] =>
  ranges.map(([address, prefix, name]) => {
    const list = new BlockList();
    list.addSubnet(address, prefix, familyOf(address));
    return [list, name];
  });

const REFUSED: Readonly<Record<Reach, readonly (readonly [BlockList, string])[]>> = {
  public: blockLists([...CREDENTIALS, ...NOT_PUBLIC]),
  private: blockLists(CREDENTIALS),
};

const anyOf = (ranges: readonly Range[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
  return list;
};

/** One look-up for the usual case, that nothing is refused. */
const REFUSED_AT_ALL: Readonly<Record<Reach, BlockList>> = {
  public: anyOf([...CREDENTIALS, ...NOT_PUBLIC]),
  private: anyOf(CREDENTIALS),
};

/** Fleets have a few addresses for each target; looking one up in a list makes an object of the system's. */
const MAX_ALLOWED = 10_000;

/** Those that were found in no list. */
const allowed: Readonly<Record<Reach, Set<string>>> = { public: new Set(), private: new Set() };

/** Why a check may not connect to an address; undefined when it may. IPv4 inside IPv6 is seen through. */
export const unreachable = (address: string, port: number, reach: Reach): Failure | undefined => {
  if (isRuntimeApi(address, port)) return refusal(address, "the Lambda runtime's own API", '');
  if (allowed[reach].has(address)) return undefined;
  const family = familyOf(address);
  if (!REFUSED_AT_ALL[reach].check(address, family)) {
    if (allowed[reach].size >= MAX_ALLOWED) allowed[reach].clear();
    allowed[reach].add(address);
    return undefined;
  }
  const name = REFUSED[reach].find(([list]) => list.check(address, family))?.[1] ?? 'a reserved address';
  const remedy = reach === 'public' ? '; if that is meant, set `reach: private` on this check' : '';
  return refusal(address, name, remedy);
};

const refusal = (address: string, what: string, remedy: string): Failure => ({
  kind: 'connect',
  code: 'ADDRESS_REFUSED',
  message: `this check may not reach ${address}, ${what}${remedy}`,
  phase: 'connect',
});

/** Whoever reaches it can answer invocations in our name. */
const RUNTIME_API = process.env['AWS_LAMBDA_RUNTIME_API'];

const isRuntimeApi = (address: string, port: number): boolean =>
  RUNTIME_API !== undefined && RUNTIME_API === `${address}:${port}`;
