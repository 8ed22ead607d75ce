import { Readable } from 'node:stream';

import { expect, it } from 'vitest';

import { stdinSource } from '../../../lib/local/logs/stdin-source.ts';
import { logSourceConformance } from '../../conformance/log-source.ts';
import { logReader } from '../../support/log-reader.ts';

logSourceConformance('standard input', async (lines) => ({
  source: stdinSource(Readable.from(lines.map(({ text }) => Buffer.from(`${text}\n`))), logReader()),
  [Symbol.asyncDispose]: async () => undefined,
}));

it('answers as often as it is asked, though it can be read once', async () => {
  const source = stdinSource(Readable.from([Buffer.from('one\ntw'), Buffer.from('o\nthree')]), logReader());
  const query = { from: 0, to: Infinity, ids: [], maxBytes: 1_000, signal: new AbortController().signal };
  const first = await source.read(query);
  expect(first.events.map(({ line, text }) => [line, text])).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ]);
  expect(await source.read(query)).toEqual(first);
});
