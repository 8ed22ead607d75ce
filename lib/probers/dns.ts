import { randomInt } from 'node:crypto';
import { getServers } from 'node:dns';
import { isIP } from 'node:net';

import * as v from 'valibot';

import { described, text } from '../core/config/fields.ts';
import { defineProber } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import { peerName, type Peer } from './transport/dial.ts';
import { askTcp } from './transport/dns/ask-tcp.ts';
import { askUdp } from './transport/dns/ask-udp.ts';
import { RECORD_TYPES, type RecordType } from './transport/dns/record-types.ts';
import { observe } from './transport/observe.ts';
import { done, failed, type Outcome } from './transport/outcome.ts';
import { unreachable } from './transport/reachable.ts';
import { resolveName } from './transport/resolve-name.ts';
import type { Trace } from './transport/trace.ts';

const recordTypes = Object.keys(RECORD_TYPES) as RecordType[];

/** Asks a name server, and looks at its answer. */
export const dns = defineProber({
  type: 'dns',
  summary: 'A question to a name server: any record type, over UDP or TCP, to the resolver of your choice.',
  entries: {
    query: described(text('expected a domain name'), 'The name to ask for.'),
    recordType: v.optional(described(v.picklist(recordTypes), 'The type of record.'), 'A'),
    nameServer: v.optional(
      described(
        text('expected a name server'),
        "`192.0.2.53`, `ns1.example.com:5353`; the machine's own when left out.",
      ),
    ),
    protocol: v.optional(
      described(v.picklist(['udp', 'tcp']), '`udp` turns to TCP by itself when an answer does not fit.'),
      'udp',
    ),
  },
  expects: ['latency', 'answers', 'count', 'ttl', 'rcode', 'authoritative'],
  describe: ({ query, recordType, nameServer }) =>
    hideSecrets(`dns ${recordType} ${query}${nameServer === undefined ? '' : ` @${nameServer}`}`),
  idempotent: () => true,
  probe: ({ query, recordType, nameServer, protocol }, context) =>
    observe(context, async (trace) => {
      const server = await serverOf(nameServer, trace);
      if (!server.ok) return server;
      const question = { id: randomInt(0x1_0000), name: query, recordType };
      trace.see({ address: peerName(server.value), protocol: `DNS/${protocol.toUpperCase()}` });
      const first = await (protocol === 'tcp' ? askTcp : askUdp)(question, server.value, trace);
      const answer = first.ok && first.value.truncated ? await askTcp(question, server.value, trace) : first;
      if (!answer.ok) return answer;
      const { rcode, authoritative, answers, ttl } = answer.value;
      trace.see({
        values: { rcode, authoritative, answers, count: answers.length, ...(ttl !== undefined && { ttl }) },
      });
      return answer;
    }),
});

// 192.0.2.53 · 192.0.2.53:5353 · [2001:db8::53]:53 · ns1.example.com:53
const SERVER = /^(?:\[([^\]]{2,45})\]|([^:]{1,253}))(?::(\d{1,5}))?$/;

const DNS_PORT = 53;

const parseServer = (written: string): { readonly host: string; readonly port: number } => {
  if (isIP(written) === 6) return { host: written, port: DNS_PORT };
  const [, bracketed, plain, port] = SERVER.exec(written) ?? [];
  return { host: bracketed ?? plain ?? written, port: Number(port ?? DNS_PORT) };
};

/** The machine's own resolver may stand anywhere; one that the config names must be within reach. */
const serverOf = async (written: string | undefined, trace: Trace): Promise<Outcome<Peer>> => {
  const server = written ?? getServers()[0];
  if (server === undefined)
    return failed({
      kind: 'prober',
      code: 'NO_RESOLVER',
      message: 'this machine has no name server configured',
    });
  const { host, port } = parseServer(server);
  const resolved = await resolveName(host, trace, { ipVersion: 'auto' });
  if (!resolved.ok) return resolved;
  const address = resolved.value[0] ?? '';
  const refused = written === undefined ? undefined : unreachable(address, port, trace.context.reach);
  return refused ? failed(refused) : done({ address, port, anywhere: written === undefined });
};
