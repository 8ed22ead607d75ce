import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import {
  decodeRow,
  encodeMessage,
  encodeRow,
  readMessages,
  startupMessage,
} from '../../lib/demo/backing/postgres-message.ts';

/** The bytes, cut at these places. */
async function* cut(bytes: Buffer, places: readonly number[]): AsyncGenerator<Buffer> {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  for (const [index, end] of ends.entries()) yield bytes.subarray(ends[index - 1] ?? 0, end);
}

const collect = async (chunks: AsyncIterable<Buffer>, firstIsTyped: boolean) => {
  const messages: string[] = [];
  for await (const { type, payload } of readMessages(chunks, { firstIsTyped }))
    messages.push(`${type}:${payload.toString('latin1')}`);
  return messages;
};

it('reads whole messages, however the network cuts them', async () => {
  const bytes = Buffer.concat([
    startupMessage('u', 'd'),
    encodeMessage('Q', 'select 1\0'),
    encodeMessage('X'),
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (places) => {
      expect(await collect(cut(bytes, places), false)).toEqual([
        ':\0\x03\0\0user\0u\0database\0d\0\0',
        'Q:select 1\0',
        'X:',
      ]);
    }),
  );
});

it('waits for the rest of a message that is cut off', async () => {
  expect(await collect(cut(encodeMessage('Q', 'select 1\0').subarray(0, 9), []), true)).toEqual([]);
});

it('gives a row back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (row) => {
      expect(decodeRow(encodeRow(row).subarray(5))).toEqual(row);
    }),
  );
});
