import * as v from 'valibot';

import { described, text } from '../../core/config/fields.ts';
import type { FileKey } from '../../core/probe/file-key.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

/** The config keys of TLS. */
export const tlsEntries = {
  serverName: v.optional(
    described(text('expected a host name'), 'The name to ask for and to verify, when it is not the host.'),
  ),
  ca: v.optional(described(text(), 'Own authorities: PEM, or the path of a file beside the config.')),
  cert: v.optional(
    described(text(), 'The client certificate (mTLS): PEM, or the path of a file beside the config.'),
  ),
  key: v.optional(
    described(text(), 'The key of the client certificate: `${secret:…}` or, embedded, the path of a file.'),
  ),
  minVersion: v.optional(described(v.picklist(VERSIONS), 'The lowest version that is offered.')),
  maxVersion: v.optional(described(v.picklist(VERSIONS), 'The highest version that is offered.')),
  resume: v.optional(
    described(
      v.boolean(),
      'Takes up the session of an earlier probe where the server allows it, as browsers do, in place of a full handshake; the result says which it was (`tlsSession`).',
    ),
    false,
  ),
  insecure: v.optional(
    described(
      v.boolean(),
      'Goes on with a certificate that does not verify; said at the start and with every result.',
    ),
    false,
  ),
};

/** Where it names files. */
export const TLS_FILES: readonly FileKey[] = [
  { keys: ['tls', 'ca'], holds: 'pem' },
  { keys: ['tls', 'cert'], holds: 'pem' },
  { keys: ['tls', 'key'], holds: 'key' },
];

/** The `tls:` block of a check. */
export type TlsSettings = v.InferOutput<v.StrictObjectSchema<typeof tlsEntries, undefined>>;
