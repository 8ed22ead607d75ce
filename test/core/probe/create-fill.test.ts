import { describe, expect, it } from 'vitest';

import { createFill } from '../../../lib/core/probe/create-fill.ts';
import { hideSecrets } from '../../../lib/core/probe/hide-secrets.ts';
import { fakeClock, seededRandomness } from '../../support/probe-check.ts';

const setup = (answers: readonly (string | Error)[] = ['s3cret']) => {
  const clock = fakeClock(Date.parse('2026-11-25T02:00:00Z'));
  const asked: string[] = [];
  const fill = createFill({
    clock,
    randomness: seededRandomness(),
    secrets: {
      resolve: async (reference) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)]!;
        asked.push(reference);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
  return { clock, asked, fill };
};

describe('createFill', () => {
  it.each([
    ['plain', 'plain'],
    ['Bearer ${secret:api#token}', 'Bearer s3cret'],
    ['${ssm:/orders/token}${ssm:/orders/token}', 's3crets3cret'],
    ['at ${timestamp}', 'at 1795572000'],
    ['at ${isoTimestamp}', 'at 2026-11-25T02:00:00.000Z'],
    ['${other}', '${other}'],
  ])('fills %j', async (text, filled) => {
    expect(await setup().fill(text)).toBe(filled);
  });

  it('makes another version 4 UUID each time', async () => {
    const { fill } = setup();
    const [first = '', second] = (await fill('${uuid} ${uuid}')).split(' ');
    expect(first).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(second).not.toBe(first);
  });

  it('reads a secret once, and again after five minutes or when asked to', async () => {
    const { fill, asked, clock } = setup(['old', 'new', 'newest']);
    expect(await fill('${secret:a}')).toBe('old');
    clock.advance(299_999);
    expect(await fill('${secret:a}')).toBe('old');
    clock.advance(1);
    expect(await fill('${secret:a}')).toBe('new');
    expect(await fill('${secret:a}', { fresh: true })).toBe('newest');
    expect(asked).toEqual(['secret:a', 'secret:a', 'secret:a']);
  });

  it('does not remember a failure', async () => {
    const { fill } = setup([new Error('throttled'), 's3cret']);
    await expect(fill('${secret:a}')).rejects.toThrow('throttled');
    expect(await fill('${secret:a}')).toBe('s3cret');
  });

  it('does not fill what a secret holds', async () => {
    expect(await setup(['${uuid}']).fill('${secret:a}')).toBe('${uuid}');
  });
});

describe('hideSecrets', () => {
  it.each([
    ['https://api.example.com/?key=${secret:api#key}', 'https://api.example.com/?key=***'],
    ['https://me:hunter2@api.example.com/a@b', 'https://***@api.example.com/a@b'],
    ['https://api.example.com/users/@me', 'https://api.example.com/users/@me'],
  ])('shows %j as %j', (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
  });
});
