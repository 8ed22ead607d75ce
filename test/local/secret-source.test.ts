import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { secretSource } from '../../lib/local/secret-source.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const withSecrets = async (content: string, mode = 0o600) => {
  const folder = await temporaryFolder();
  await mkdir(folder.file('.whydown'));
  await writeFile(folder.file('.whydown/secrets.json'), content);
  await chmod(folder.file('.whydown/secrets.json'), mode);
  return {
    secrets: secretSource(folder.path),
    path: folder.file('.whydown/secrets.json'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};

const SECRETS = JSON.stringify({
  plain: 'p4ss',
  slack: { url: 'https://hooks.example/x' },
  '/orders/token': 't0k',
});

describe('secrets of this machine', () => {
  it.each([
    ['secret:plain', 'p4ss'],
    ['secret:slack#url', 'https://hooks.example/x'],
    ['ssm:/orders/token', 't0k'],
  ])('%s is found in the file', async (reference, value) => {
    await using at = await withSecrets(SECRETS);
    expect(await at.secrets.resolve(reference)).toBe(value);
  });

  it.each([
    ['secret:nothing', '.whydown/secrets.json has no text for nothing; add it'],
    ['secret:slack', '.whydown/secrets.json has no text for slack; add it'],
    ['secret:slack#token', '.whydown/secrets.json has no text for slack, key token; add it'],
    ['secret:plain#key', '.whydown/secrets.json has no text for plain, key key; add it'],
  ])('%s is refused: %s', async (reference, message) => {
    await using at = await withSecrets(SECRETS);
    await expect(at.secrets.resolve(reference)).rejects.toThrow(message);
  });

  it.each([0o640, 0o604, 0o666])('are refused while others may read or write them, mode %o', async (mode) => {
    await using at = await withSecrets(SECRETS, mode);
    await expect(at.secrets.resolve('secret:plain')).rejects.toThrow(
      '.whydown/secrets.json can be read by others; chmod 600 .whydown/secrets.json',
    );
  });

  it('say that the file is not there', async () => {
    await using at = await withSecrets(SECRETS);
    await rm(at.path);
    await expect(at.secrets.resolve('secret:plain')).rejects.toThrow(
      'secret plain: there is no .whydown/secrets.json; write it as JSON, mode 600',
    );
  });

  it('say that the file is not JSON, and quote nothing of it', async () => {
    await using at = await withSecrets('{"plain": "hunter2", oops');
    const failure = await at.secrets.resolve('secret:plain').catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: .whydown/secrets.json is not JSON; correct it');
  });

  it('are read anew at each use, so that a rotated one works at once', async () => {
    await using at = await withSecrets(SECRETS);
    await at.secrets.resolve('secret:plain');
    await writeFile(at.path, JSON.stringify({ plain: 'rotated' }));
    expect(await at.secrets.resolve('secret:plain')).toBe('rotated');
  });
});
