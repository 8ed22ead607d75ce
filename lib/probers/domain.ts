import * as v from 'valibot';

import { described, httpUrl, text } from '../core/config/fields.ts';
import { defineProber } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { FactValue, Observation } from '../core/probe/observation.ts';
import { http } from './http.ts';
import { networkEntries } from './transport/network-entries.ts';

/** It knows which registry is asked for a top-level domain, and redirects there (RFC 9224). */
const RDAP_SERVER = 'https://rdap.org/';

/** Asks the registry how long a domain is still registered. */
export const domain = defineProber({
  type: 'domain',
  summary: 'The registration of a domain, as its registry tells it (RDAP): when it ends, and its status.',
  leastInterval: '1h',
  entries: {
    domain: described(
      v.pipe(text('expected a domain'), v.regex(/^(?:[\w-]{1,63}\.)+[\w-]{2,63}$/, 'expected a domain')),
      'The registered domain: `example.com`, not a host below it.',
    ),
    server: v.optional(
      described(httpUrl(), 'The RDAP server; one that knows the registries of all top-level domains.'),
      RDAP_SERVER,
    ),
    ...networkEntries,
  },
  expects: ['latency', 'domainExpiry', 'domainStatus', 'registrar'],
  describe: ({ domain: name }) => `domain ${hideSecrets(name)}`,
  idempotent: () => true,
  probe: async ({ domain: name, server, ...way }, context) => {
    const url = new URL(`domain/${name}`, server.endsWith('/') ? server : `${server}/`).href;
    const headers = { Accept: 'application/rdap+json' };
    const target = v.parse(v.strictObject(http.entries), { url, headers, ...way });
    return registration(await http.probe(target, context), name);
  },
});

const registration = (seen: Observation, name: string): Observation => {
  if (seen.failure) return seen;
  const { status = 0, body } = seen;
  if (status === 404)
    return broken(
      seen,
      'NOT_REGISTERED',
      `registry knows no domain ${name}; it can be registered by anybody`,
    );
  if (status !== 200) return broken(seen, String(status), `status (${status}) == 200, from the RDAP server`);
  const values = registrationIn(body?.text ?? '');
  return values
    ? { ...seen, values: { ...seen.values, ...values } }
    : {
        ...seen,
        failure: { kind: 'protocol', code: 'BAD_RDAP', message: 'answer is no RDAP domain object' },
      };
};

const broken = (seen: Observation, code: string, message: string): Observation => ({
  ...seen,
  failure: { kind: 'status', code, message },
});

/** What is used of RFC 9083, 5.3. */
const rdapDomain = v.object({
  objectClassName: v.literal('domain'),
  status: v.optional(v.array(v.string()), []),
  events: v.optional(v.array(v.object({ eventAction: v.string(), eventDate: v.string() })), []),
  entities: v.optional(
    v.array(
      v.object({
        roles: v.optional(v.array(v.string()), []),
        vcardArray: v.optional(v.tuple([v.literal('vcard'), v.array(v.array(v.unknown()))])),
      }),
    ),
    [],
  ),
});

type RdapDomain = v.InferOutput<typeof rdapDomain>;

const registrationIn = (body: string): Readonly<Record<string, FactValue>> | undefined => {
  const parsed = v.safeParse(rdapDomain, parseJson(body));
  if (!parsed.success) return undefined;
  const { status, events } = parsed.output;
  const expires = events.find(({ eventAction }) => eventAction === 'expiration')?.eventDate ?? '';
  const at = Date.parse(expires);
  const registrar = registrarOf(parsed.output);
  return {
    domainStatus: status,
    ...(!Number.isNaN(at) && { domainExpires: new Date(at).toISOString() }),
    ...(registrar !== undefined && { registrar }),
  };
};

/** Of a jCard (RFC 7095), the property `fn`: `["fn", {}, "text", "Example Registrar Inc."]`. */
const registrarOf = ({ entities }: RdapDomain): string | undefined => {
  const card = entities.find(({ roles }) => roles.includes('registrar'))?.vcardArray?.[1] ?? [];
  const name = card.find(([property]) => property === 'fn')?.[3];
  return typeof name === 'string' ? name : undefined;
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
