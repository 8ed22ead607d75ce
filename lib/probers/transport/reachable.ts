import { BlockList, isIPv6 } from 'node:net';

import type { Failure } from '../../core/probe/failure.ts';
import type { Reach } from '../../core/probe/reach.ts';

type Range = readonly [address: string, prefix: number, name: string];

/** What a public check never has to do with. https://www.iana.org/assignments/iana-ipv4-special-registry */
const NOT_PUBLIC: readonly Range[] = [
  ['0.0.0.0', 8, 'this host'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared (carrier NAT)'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'reserved'],
  ['224.0.0.0', 3, 'multicast or reserved'],
  ['::', 128, 'this host'],
  ['::1', 128, 'loopback'],
  ['64:ff9b:1::', 48, 'private'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
];

/** What no check has to do with: whoever reads these gets the credentials of the prober's own role. */
const CREDENTIALS: readonly Range[] = [
  ['169.254.169.254', 32, 'instance metadata'],
  ['169.254.170.2', 32, 'container credentials'],
  ['169.254.170.23', 32, 'container credentials'],
  ['fd00:ec2::254', 128, 'instance metadata'],
  ['fd00:ec2::23', 128, 'container credentials'],
];

const blockLists = (ranges: readonly Range[]): readonly (readonly [BlockList, string])[] =>
  ranges.map(([address, prefix, name]) => {
    const list = new BlockList();
    list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
    return [list, name];
  });

const REFUSED: Readonly<Record<Reach, readonly (readonly [BlockList, string])[]>> = {
  public: blockLists([...CREDENTIALS, ...NOT_PUBLIC]),
  private: blockLists(CREDENTIALS),
};

const anyOf = (ranges: readonly Range[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
  return list;
};

/** One look-up for the usual case, that nothing is refused. */
const REFUSED_AT_ALL: Readonly<Record<Reach, BlockList>> = {
  public: anyOf([...CREDENTIALS, ...NOT_PUBLIC]),
  private: anyOf(CREDENTIALS),
};

/** Why a check may not connect to an address; undefined when it may. IPv4 inside IPv6 is seen through. */
export const unreachable = (address: string, port: number, reach: Reach): Failure | undefined => {
  if (isRuntimeApi(address, port)) return refusal(address, "the Lambda runtime's own", '');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (!REFUSED_AT_ALL[reach].check(address, family)) return undefined;
  const name = REFUSED[reach].find(([list]) => list.check(address, family))?.[1] ?? 'reserved';
  const remedy = reach === 'public' ? '; if that is meant, set `reach: private` on this check' : '';
  return refusal(address, `a ${name}`, remedy);
};

const refusal = (address: string, what: string, remedy: string): Failure => ({
  kind: 'connect',
  code: 'ADDRESS_REFUSED',
  message: `${address} is ${what} address, which this check may not reach${remedy}`,
  phase: 'connect',
});

/** Whoever reaches it can answer invocations in our name. */
const isRuntimeApi = (address: string, port: number): boolean =>
  process.env['AWS_LAMBDA_RUNTIME_API'] !== undefined &&
  process.env['AWS_LAMBDA_RUNTIME_API'] === `${address}:${port}`;
