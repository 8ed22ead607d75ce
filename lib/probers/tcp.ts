import type { Socket } from 'node:net';

import { defineProber } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import { dialogueEntry } from './transport/dialogue/dialogue-entry.ts';
import { holdDialogue } from './transport/dialogue/hold-dialogue.ts';
import { hostPortEntries } from './transport/host-port-entries.ts';
import { networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import { openConnection } from './transport/open-connection.ts';
import type { Outcome } from './transport/outcome.ts';
import { parseProxy } from './transport/proxy.ts';
import { secureOptions } from './transport/secure-options.ts';
import { secure } from './transport/secure.ts';
import { settingsOf, tlsChoice } from './transport/tls-choice.ts';

/** Connects to a port, and holds a dialogue there if one is given. */
export const tcp = defineProber({
  type: 'tcp',
  summary: 'A TCP connection, with a dialogue of what is sent and expected, in the clear or over TLS.',
  entries: { ...hostPortEntries, ...networkEntries, tls: tlsChoice, dialogue: dialogueEntry },
  expects: ['latency', 'received', 'certificate', 'certificateExpiry'],
  describe: ({ host, port }) => `tcp ${hideSecrets(host)}:${port}`,
  // A dialogue may do anything; a bare connection does nothing.
  idempotent: ({ dialogue }) => dialogue.every((turn) => !('send' in turn || 'sendHex' in turn)),
  probe: (target, context) =>
    observe(context, async (trace) => {
      const { host, port, ipVersion, resolver, tls: choice, dialogue } = target;
      const tls = await secureOptions(host, [], { settings: settingsOf(choice), fill: context.fill });
      const proxy = await parseProxy(target.proxy, context.fill);
      // A dialogue that says where TLS begins begins without it.
      const atOnce = choice !== false && !dialogue.some((turn) => 'startTls' in turn);
      trace.see({ protocol: choice === false ? 'TCP' : 'TLS' });
      const socket = await openConnection(
        { host, port, ipVersion, resolver, proxy, tunnel: true, tls: atOnce ? tls : undefined },
        trace,
      );
      if (!socket.ok) return socket;
      const held = await holdDialogue(socket.value, dialogue, {
        trace,
        secure: (plain): Promise<Outcome<Socket>> => secure(plain, tls, trace),
      });
      if (held.ok) held.value.socket.destroy();
      return held;
    }),
});
