import { expect, it, onTestFinished } from 'vitest';

import { wakingOnce } from '../../lib/aws/waking-once.ts';
import type { DueStep } from '../../lib/core/ports.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { FunctionsWorld } from '../support/functions-world.ts';
import { shopConfig } from '../support/shop-config.ts';

it.each(['orders', 'billing', 'search', 'cart', 'wishes'])(
  'a storm of which %s is well last is said to be over within 20 seconds',
  async (last) => {
    const local = openLocalStore(':memory:');
    onTestFinished(() => local.close());
    const at: Record<string, number> = {};
    const world: FunctionsWorld = new FunctionsWorld({
      config: shopConfig(['orders', 'billing', 'search', 'cart', 'wishes']),
      store: local.state,
      // Probed at the beginning of a quarter of a minute each.
      shards: () => 4,
      verdict: (minute, name) => (minute < (name === last ? 8 : 5) ? 'down' : 'up'),
      begin: () => ({
        effect: (what, run) => {
          at[what] = world.clock.now();
          return run();
        },
        excuses: () => false,
      }),
    });
    await world.run(15, 12);
    expect(world.told.filter((word) => word.startsWith('resolved'))).toHaveLength(2);
    // The bus hears of the last end at once.
    expect(at['send https://one.example.com/']! - at['send the bus']!).toBeLessThanOrEqual(20_000);
  },
);

it('of many checks that end a storm, each step is woken for once', async () => {
  const woken: string[] = [];
  const queue = wakingOnce({ wake: async ({ step }) => void woken.push(step.id) });
  const due = (id: string): DueStep => ({ incidentId: 'i', step: { id, kind: 'notify' } });
  for (const id of ['resolved', 'resolved', 'other', 'resolved']) await queue.wake(due(id), 0);
  expect(woken).toEqual(['resolved', 'other']);
});
