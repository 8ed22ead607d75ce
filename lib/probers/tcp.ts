import type { Socket } from 'node:net';

import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { Observation } from '../core/probe/observation.ts';
import { connectTo, type ConnectTarget } from './transport/connect-to.ts';
import { dialogueEntry, type Turn } from './transport/dialogue/dialogue-entry.ts';
import { holdDialogue } from './transport/dialogue/hold-dialogue.ts';
import { eachAddress } from './transport/each-address.ts';
import { hostPortEntries } from './transport/host-port-entries.ts';
import { addressesEntry, networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import type { Outcome } from './transport/outcome.ts';
import { secureOptions } from './transport/secure-options.ts';
import { secure } from './transport/secure.ts';
import { settingsOf, tlsChoice } from './transport/tls-choice.ts';
import { TLS_FILES, type TlsSettings } from './transport/tls-entries.ts';

/** Connects to a port, and holds a dialogue there if one is given. */
export const tcp = defineProber({
  type: 'tcp',
  summary: 'A TCP connection, with a dialogue of what is sent and expected, in the clear or over TLS.',
  entries: {
    ...hostPortEntries,
    ...networkEntries,
    ...addressesEntry,
    tls: tlsChoice,
    dialogue: dialogueEntry,
  },
  files: TLS_FILES,
  expects: ['latency', 'received', 'certificate', 'certificateExpiry'],
  describe: ({ host, port }) => `tcp ${hideSecrets(host)}:${port}`,
  // A dialogue may do anything; a bare connection does nothing.
  idempotent: ({ dialogue }) => dialogue.every((turn) => !('send' in turn || 'sendHex' in turn)),
  probe: (target, context) =>
    target.addresses === 'one'
      ? probeOne(target, context)
      : eachAddress(target, context, (address, part) => probeOne({ ...target, address }, part)),
});

interface Target extends ConnectTarget {
  readonly tls: boolean | TlsSettings;
  readonly dialogue: readonly Turn[];
}

const probeOne = (target: Target, context: AttemptContext): Promise<Observation> =>
  observe(context, async (trace) => {
    const { tls: choice, dialogue } = target;
    const tls = await secureOptions(target.host, [], { settings: settingsOf(choice), fill: context.fill });
    // A dialogue that says where TLS begins begins without it.
    const atOnce = choice !== false && !dialogue.some((turn) => 'startTls' in turn);
    trace.see({ protocol: choice === false ? 'TCP' : 'TLS' });
    const socket = await connectTo(target, atOnce ? tls : undefined, trace);
    if (!socket.ok) return socket;
    const held = await holdDialogue(socket.value, dialogue, {
      trace,
      secure: (plain): Promise<Outcome<Socket>> => secure(plain, tls, trace),
    });
    if (held.ok) held.value.socket.destroy();
    return held;
  });
