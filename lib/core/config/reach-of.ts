import type { Reach } from '../probe/reach.ts';
import type { Edge } from './config.ts';

// 127.0.0.1  192.168.1.1
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;

// ::1  fd12:3456::1  ::ffff:127.0.0.1
const PRIVATE_IPV6 = /^(?:::1$|f[cd][0-9a-f]{2}:|::ffff:(?:127|10)\.)/i;

/** Whether the config itself writes a loopback or private address; never link-local, where clouds keep credentials. */
export const namesPrivateHost = (target: unknown): boolean => {
  const host = hostOf(target);
  if (host === undefined) return false;
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isPrivateIpv4(host) || PRIVATE_IPV6.test(host);
};

/** Loopback, RFC 1918 and the shared range of RFC 6598, by their first two numbers. */
const PRIVATE_RANGES: readonly { readonly first: number; readonly from: number; readonly to: number }[] = [
  { first: 10, from: 0, to: 255 },
  { first: 100, from: 64, to: 127 },
  { first: 127, from: 0, to: 255 },
  { first: 172, from: 16, to: 31 },
  { first: 192, from: 168, to: 168 },
];

const isPrivateIpv4 = (host: string): boolean => {
  const [, first = -1, second = -1] = (IPV4.exec(host) ?? []).map(Number);
  return PRIVATE_RANGES.some((range) => range.first === first && range.from <= second && second <= range.to);
};

/**
 * Where a check may connect when it does not say. Embedded, a private address in the config is meant: the machine is
 * the user's own. On AWS it must be said, and redirects of a public target never lead inside.
 */
export const reachOf = (said: Reach | undefined, target: unknown, edge: Edge): Reach =>
  said ?? (edge === 'embedded' && namesPrivateHost(target) ? 'private' : 'public');

const hostOf = (target: unknown): string | undefined => {
  if (typeof target !== 'object' || target === null) return undefined;
  const { url, host, server } = target as Readonly<Record<string, unknown>>;
  const named = [host, server].find((each) => typeof each === 'string');
  const text = typeof url === 'string' ? URL.parse(url)?.hostname : named;
  if (typeof text !== 'string') return undefined;
  // example: [::1] [::1]:5432 127.0.0.1:5432 localhost:5432
  const bracketed = /^\[([^\]]{2,45})\]/.exec(text)?.[1];
  return (bracketed ?? text.replace(/^([^:]{1,253}):\d{1,5}$/, '$1')).toLowerCase();
};
