import * as v from 'valibot';

import { described, wholeNumber } from '../core/config/fields.ts';
import { defineProber, type AttemptContext } from '../core/probe/contract.ts';
import { hideSecrets } from '../core/probe/hide-secrets.ts';
import type { Observation } from '../core/probe/observation.ts';
import { connectTo, type ConnectTarget } from './transport/connect-to.ts';
import { eachAddress } from './transport/each-address.ts';
import { hostPortEntries } from './transport/host-port-entries.ts';
import { addressesEntry, networkEntries } from './transport/network-entries.ts';
import { observe } from './transport/observe.ts';
import { secureOptions } from './transport/secure-options.ts';
import { secure } from './transport/secure.ts';
import { START_TLS, startTls, type StartTls } from './transport/start-tls.ts';
import { TLS_FILES, tlsEntries, type TlsSettings } from './transport/tls-entries.ts';

/** Does a TLS handshake on any port, and looks at the certificate. */
export const tls = defineProber({
  type: 'tls',
  summary: 'A TLS handshake on any port: the chain, its names, its expiry, the version.',
  entries: {
    ...hostPortEntries,
    port: v.optional(described(wholeNumber(1, 65_535), 'The port.'), 443),
    ...networkEntries,
    ...addressesEntry,
    startTls: v.optional(
      described(v.picklist(START_TLS), 'Begins in the clear, and turns to TLS as this protocol does.'),
    ),
    tls: v.optional(described(v.strictObject(tlsEntries), 'How TLS is spoken.')),
  },
  files: TLS_FILES,
  expects: ['latency', 'certificate', 'certificateExpiry', 'protocol'],
  describe: ({ host, port }) => `tls ${hideSecrets(host)}:${port}`,
  idempotent: () => true,
  probe: (target, context) =>
    target.addresses === 'one'
      ? probeOne(target, context)
      : eachAddress(target, context, (address, part) => probeOne({ ...target, address }, part)),
});

interface Target extends ConnectTarget {
  readonly startTls?: StartTls | undefined;
  readonly tls?: TlsSettings | undefined;
}

const probeOne = (target: Target, context: AttemptContext): Promise<Observation> =>
  observe(context, async (trace) => {
    const options = await secureOptions(target.host, [], { settings: target.tls, fill: context.fill });
    const socket = await connectTo(target, undefined, trace);
    if (!socket.ok) return socket;
    const ready = target.startTls ? await startTls(socket.value, target.startTls, trace) : socket;
    if (!ready.ok) return ready;
    const secured = await secure(ready.value, options, trace);
    if (!secured.ok) return secured;
    trace.see({ protocol: secured.value.getProtocol() ?? '' });
    secured.value.destroy();
    return secured;
  });
