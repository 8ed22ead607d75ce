import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { isAnswer, type Engine } from '../engine.ts';

interface Axios {
  get(url: string, options: object): Promise<{ readonly status: number; readonly data: string }>;
}

/** axios with its defaults, each probe over its own connection unless they are kept. */
export const engine: Engine = {
  prepare: async ({ keep, npm }) => {
    const axios = createRequire(join(npm, 'axios/'))('axios') as Axios;
    const agents = {
      httpAgent: new Agent({ keepAlive: keep }),
      httpsAgent: new SecureAgent({ keepAlive: keep }),
    };
    return async (_check, url) => {
      const { status, data } = await axios.get(url, {
        ...agents,
        responseType: 'text',
        transformResponse: [],
      });
      return { ok: isAnswer(status, data) };
    };
  },
};
