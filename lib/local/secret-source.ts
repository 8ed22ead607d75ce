import { open } from 'node:fs/promises';
import { join } from 'node:path';

import type { SecretSource } from '../core/ports.ts';

/** Below the folder of the config, beside the state; never committed, since `.whydown/` is not. */
const FILE = join('.whydown', 'secrets.json');

/** Permission bits of everybody but the owner. */
const OTHERS = 0o077;

/**
 * Secrets of this machine: `.whydown/secrets.json` holds by name what Secrets Manager and Parameter Store hold on AWS, a
 * text or a map of texts, and is read again at each use. Nobody but its owner may read it.
 *
 * @example { "slack": { "url": "https://hooks.slack.com/…" }, "/orders/token": "…" }
 */
export const secretSource = (folder: string): SecretSource => ({
  resolve: async (reference) => {
    const [, name = '', key] = /^(?:secret|ssm):([^#]+)(?:#(.+))?$/.exec(reference) ?? [];
    const secrets = await readSecrets(join(folder, FILE), name);
    const found = secrets[name];
    const value = key === undefined ? found : (found as Record<string, unknown> | undefined)?.[key];
    if (typeof value === 'string') return value;
    throw new Error(`${FILE} has no text for ${name}${key === undefined ? '' : `, key ${key}`}; add it`);
  },
});

const readSecrets = async (path: string, name: string): Promise<Record<string, unknown>> => {
  await using file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Error(`secret ${name}: there is no ${FILE}; write it as JSON, mode 600`);
    throw new Error(`secret ${name}: ${error.message}`);
  });
  const { mode } = await file.stat();
  if ((mode & OTHERS) !== 0) throw new Error(`${FILE} can be read by others; chmod 600 ${FILE}`);
  return parse(await file.readFile('utf8'));
};

/** The parser's own message would quote the secret. */
const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`${FILE} is not JSON; correct it`);
  }
};
