import * as v from 'valibot';

import { pattern } from '../../../core/assertions/pattern.ts';
import { described } from '../../../core/config/fields.ts';

const send = v.strictObject({
  send: described(v.string(), 'A text to send; line ends are written out: `"PING\\r\\n"`.'),
});

const sendHex = v.strictObject({
  sendHex: described(
    v.pipe(v.string(), v.regex(/^(?:[\da-fA-F]{2})+$/, 'expected bytes in hex')),
    'Bytes to send, in hex.',
  ),
});

const expect = v.strictObject({
  expect: described(pattern(), 'Waits for a line, or a message, that matches (RE2).'),
});

const startTls = v.strictObject({ startTls: described(v.literal(true), 'Turns to TLS here.') });

const turn = v.union([send, sendHex, expect, startTls]);

/** What is said, and what is waited for, in turn. */
export const dialogueEntry = v.optional(described(v.array(turn), 'What is sent and expected, in turn.'), []);

/** One turn of a dialogue. */
export type Turn = v.InferOutput<typeof turn>;

const ANSWER_EXPECTED =
  'expected an expect among the turns, for UDP itself never says whether anybody is there';

const datagrams = v.pipe(
  v.array(v.union([send, sendHex, expect])),
  v.check((turns) => turns.some((each) => 'expect' in each), ANSWER_EXPECTED),
);

/** The same in datagrams; what was sent last is sent again each second until the answer comes. */
export const datagramsEntry = described(
  datagrams,
  'Datagrams that are sent and expected, in turn; the last one is sent again each second until its answer comes.',
);

/** All turns of such a dialogue. */
export type DatagramTurns = v.InferOutput<typeof datagrams>;
