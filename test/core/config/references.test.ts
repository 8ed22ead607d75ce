import { describe, expect, it } from 'vitest';

import {
  fillAll,
  fillReferences,
  hasReference,
  maskReferences,
} from '../../../lib/core/config/references.ts';

const SECRETS: Readonly<Record<string, string>> = {
  'secret:orders/db#password': 'hunter2',
  'ssm:/orders/token': 'abc${secret:orders/db#password}',
};

const resolve = async (reference: string): Promise<string> => {
  const value = SECRETS[reference];
  if (value === undefined) throw new Error(`${reference} does not exist`);
  return value;
};

describe('fillReferences', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['${secret:orders/db#password}', 'hunter2'],
    ['Bearer ${secret:orders/db#password}!', 'Bearer hunter2!'],
    ['${secret:orders/db#password}${secret:orders/db#password}', 'hunter2hunter2'],
    ['$secret:orders', '$secret:orders'],
    ['${other:x}', '${other:x}'],
  ])('makes %j to %j', async (text, filled) => {
    await expect(fillReferences(text, resolve)).resolves.toBe(filled);
  });

  it('does not fill in what a secret holds', async () => {
    await expect(fillReferences('${ssm:/orders/token}', resolve)).resolves.toBe(
      'abc${secret:orders/db#password}',
    );
  });

  it('fails when the secret does not exist', async () => {
    await expect(fillReferences('${secret:gone}', resolve)).rejects.toThrow('secret:gone does not exist');
  });
});

describe('fillAll', () => {
  it('fills in every text of a value and leaves the rest alone', async () => {
    const value = { a: ['${secret:orders/db#password}', 1, null], b: { c: true, d: 'x' } };
    await expect(fillAll(value, resolve)).resolves.toEqual({
      a: ['hunter2', 1, null],
      b: { c: true, d: 'x' },
    });
  });
});

describe('maskReferences', () => {
  it.each([
    ['https://x/${ssm:/a/b}?k=${secret:s#k}', 'https://x/***?k=***'],
    ['nothing', 'nothing'],
  ])('shows %j as %j', (text, masked) => {
    expect(maskReferences(text)).toBe(masked);
    expect(hasReference(text)).toBe(text !== masked);
  });
});
