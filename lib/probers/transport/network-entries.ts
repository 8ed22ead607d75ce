import { isIP } from 'node:net';

import * as v from 'valibot';

import { described, text } from '../../core/config/fields.ts';

// 192.0.2.53 · 192.0.2.53:5353 · [2001:db8::53]:53
const isServer = (value: string): boolean => {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d{1,5})?$/.exec(value) ?? [];
  return isIP(bracketed ?? plain ?? value) !== 0;
};

const RESOLVER_EXPECTED = 'expected the address of a resolver such as 192.0.2.53 or 192.0.2.53:53';

/** The key of types that can probe every address of a name. */
export const addressesEntry = {
  addresses: v.optional(
    described(
      v.picklist(['one', 'all']),
      '`all` probes every address of the name, IPv4 and IPv6, and names the bad one.',
    ),
    'one',
  ),
};

/** The config keys of the way to a target. */
export const networkEntries = {
  ipVersion: v.optional(
    described(v.picklist(['auto', 4, 6]), '`auto` takes IPv4 where there is any.'),
    'auto',
  ),
  resolver: v.optional(
    described(
      v.pipe(v.string(RESOLVER_EXPECTED), v.check(isServer, RESOLVER_EXPECTED)),
      "Asks this resolver in place of the machine's own.",
    ),
  ),
  proxy: v.optional(
    described(
      text('expected the URL of a proxy'),
      'Goes through this HTTP proxy: `http://user:pass@host:3128`.',
    ),
  ),
};
