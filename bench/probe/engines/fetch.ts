import { isAnswer, type Engine } from '../engine.ts';

/** Node's own fetch, each probe over its own connection unless they are kept. */
export const engine: Engine = {
  prepare:
    async ({ keep }) =>
    async (_check, url) => {
      const response = await fetch(url, keep ? {} : { headers: { connection: 'close' } });
      return { ok: isAnswer(response.status, await response.text()) };
    },
};
