import { described, text, wholeNumber } from '../../core/config/fields.ts';

/** The config keys of a target that is a host and a port. */
export const hostPortEntries = {
  host: described(text('expected a host name or an address'), 'The host name or address.'),
  port: described(wholeNumber(1, 65_535), 'The port.'),
};
