import * as v from 'valibot';

import { described } from '../../core/config/fields.ts';
import { tlsEntries, type TlsSettings } from './tls-entries.ts';

/** `tls:` of types that speak it or not: `true`, `false` or its settings. */
export const tlsChoice = v.optional(
  described(v.union([v.boolean(), v.strictObject(tlsEntries)]), 'Whether TLS is spoken, and how.'),
  false,
);

/** The settings of a choice: undefined when there are none, or no TLS. */
export const settingsOf = (choice: boolean | TlsSettings): TlsSettings | undefined =>
  typeof choice === 'boolean' ? undefined : choice;
