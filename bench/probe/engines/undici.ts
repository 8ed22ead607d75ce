import { Agent, request } from 'undici';

import { isAnswer, type Engine } from '../engine.ts';

/** undici's request on one plain Agent, each probe over its own connection unless they are kept. */
export const engine: Engine = {
  prepare: async ({ keep }) => {
    const dispatcher = new Agent();
    return async (_check, url) => {
      const { statusCode, body } = await request(url, { dispatcher, reset: !keep });
      return { ok: isAnswer(statusCode, await body.text()) };
    };
  },
};
