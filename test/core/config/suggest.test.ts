import { describe, expect, it } from 'vitest';

import { didYouMean, suggest } from '../../../lib/core/config/suggest.ts';

const KEYS = ['name', 'url', 'interval', 'timeout', 'expect', 'retry', 'retryOn'];

describe('suggest', () => {
  it.each([
    ['urll', 'url'],
    ['ulr', 'url'],
    ['URL', 'url'],
    ['intervall', 'interval'],
    ['intreval', 'interval'],
    ['timout', 'timeout'],
    ['retryon', 'retryOn'],
    ['nam', 'name'],
  ])('takes %s for %s', (word, meant) => {
    expect(suggest(word, KEYS)).toBe(meant);
  });

  it.each(['flubber', 'x', 'headers', '', 'u'.repeat(10_000)])('knows nothing near %s', (word) => {
    expect(suggest(word, KEYS)).toBeUndefined();
  });
});

describe('didYouMean', () => {
  it('lists what is known when nothing is near', () => {
    expect(didYouMean('flubber', ['a', 'b'])).toBe('; known: a, b');
    expect(didYouMean('flubber', [])).toBe('');
    expect(didYouMean('ulr', KEYS)).toBe(', did you mean "url"?');
  });
});
