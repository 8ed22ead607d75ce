import { openLocalStore, type LocalStore } from '../../lib/local/sqlite/local-store.ts';
import { killsConformance, stormKillsConformance } from '../conformance/kills.ts';

const place = async () => {
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
};

killsConformance('the functions on a store in memory', place);
stormKillsConformance('the functions on a store in memory', place);
