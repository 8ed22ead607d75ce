import { expect, it } from 'vitest';

import { byUrgency } from '../../../lib/core/diagnosis/by-urgency.ts';

const incident = (severity: 'down' | 'degraded', openedAt: number) => ({ severity, openedAt });

it('takes what is down before what is degraded, the oldest first, and never more than so many', async () => {
  const inTurn = byUrgency(2);
  const order: string[] = [];
  let [running, most] = [0, 0];
  const work = (name: string) => async () => {
    order.push(name);
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 2));
    running -= 1;
    return name;
  };
  const done = await Promise.all([
    inTurn(incident('degraded', 1), work('old degraded')),
    inTurn(incident('down', 9), work('new down')),
    inTurn(incident('degraded', 8), work('new degraded')),
    inTurn(incident('down', 3), work('old down')),
  ]);
  expect(done).toEqual(['old degraded', 'new down', 'new degraded', 'old down']);
  expect(order).toEqual(['old down', 'new down', 'old degraded', 'new degraded']);
  expect(most).toBe(2);
});

it('gives the turn on when a work fails', async () => {
  const inTurn = byUrgency(1);
  const failing = inTurn(incident('down', 1), () => Promise.reject(new Error('no')));
  const next = inTurn(incident('down', 2), async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
