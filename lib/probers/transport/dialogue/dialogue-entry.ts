import * as v from 'valibot';

import { pattern } from '../../../core/assertions/pattern.ts';
import { described } from '../../../core/config/fields.ts';

const turn = v.union([
  v.strictObject({
    send: described(v.string(), 'A text to send; line ends are written out: `"PING\\r\\n"`.'),
  }),
  v.strictObject({
    sendHex: described(
      v.pipe(v.string(), v.regex(/^(?:[\da-fA-F]{2})+$/, 'expected bytes in hex')),
      'Bytes to send, in hex.',
    ),
  }),
  v.strictObject({ expect: described(pattern(), 'Waits for a line, or a message, that matches (RE2).') }),
  v.strictObject({ startTls: described(v.literal(true), 'Turns to TLS here.') }),
]);

/** What is said, and what is waited for, in turn. */
export const dialogueEntry = v.optional(described(v.array(turn), 'What is sent and expected, in turn.'), []);

/** One turn of a dialogue. */
export type Turn = v.InferOutput<typeof turn>;
