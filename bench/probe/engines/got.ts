import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { isAnswer, type Engine } from '../engine.ts';

interface Got {
  (url: string, options: object): Promise<{ readonly statusCode: number; readonly body: string }>;
}

/** got with its defaults but for retries, each probe over its own connection unless they are kept. */
export const engine: Engine = {
  prepare: async ({ keep, npm }) => {
    const file = join(npm, 'got/dist/source/index.js');
    const { default: got } = (await import(pathToFileURL(file).href)) as { readonly default: Got };
    const agent = { http: new Agent({ keepAlive: keep }), https: new SecureAgent({ keepAlive: keep }) };
    return async (_check, url) => {
      const { statusCode, body } = await got(url, { agent, retry: { limit: 0 } });
      return { ok: isAnswer(statusCode, body) };
    };
  },
};
