import { openLocalStore, type LocalStore } from '../../lib/local/sqlite/local-store.ts';
import { killsConformance } from '../conformance/kills.ts';

killsConformance('the functions on a store in memory', async () => {
  const opened: LocalStore[] = [];
  return {
    connect: async () => {
      const store = openLocalStore(':memory:');
      opened.push(store);
      return store.state;
    },
    [Symbol.asyncDispose]: async () => {
      for (const store of opened) store.close();
    },
  };
});
