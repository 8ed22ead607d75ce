import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import { datagramsEntry, type DatagramTurns } from './transport/dialogue/dialogue-entry.ts';
import { hostPortEntries } from './transport/host-port-entries.ts';
import { fillText } from './transport/http/fill-texts.ts';
import { networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import { resolveName } from './transport/resolve-name.ts';
import { exchangeDatagrams, type DatagramTurn } from './transport/udp/exchange-datagrams.ts';

const { ipVersion, resolver } = networkEntries;

/** Sends datagrams, and waits for what must come back. */
export const udp = defineProber({
  type: 'udp',
  summary:
    'Datagrams that are sent and expected: NTP, SIP, game servers, and whatever else answers over UDP.',
  entries: { ...hostPortEntries, dialogue: datagramsEntry, ipVersion, resolver },
  expects: ['latency', 'received'],
  describe: ({ host, port }) => `udp ${hideSecrets(host)}:${port}`,
  // The network itself may deliver a datagram twice, so whoever takes them is prepared for it.
  idempotent: () => true,
  probe: ({ host, port, dialogue, ...way }, context) =>
    observe(context, async (trace) => {
      const turns = await filled(dialogue, context.fill);
      trace.see({ protocol: 'UDP' });
      const resolved = await resolveName(host, trace, way);
      if (!resolved.ok) return resolved;
      return exchangeDatagrams({ address: resolved.value[0] ?? '', port }, turns, trace);
    }),
});

const filled = (dialogue: DatagramTurns, fill: AttemptContext['fill']): Promise<readonly DatagramTurn[]> =>
  Promise.all(
    dialogue.map(async (turn): Promise<DatagramTurn> => {
      if ('expect' in turn) return turn;
      return {
        send:
          'send' in turn ? Buffer.from(await fillText(turn.send, fill)) : Buffer.from(turn.sendHex, 'hex'),
      };
    }),
  );
