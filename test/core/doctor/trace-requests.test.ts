import { expect, it } from 'vitest';

import type { SentRequest } from '../../../lib/core/doctor/send-requests.ts';
import { traceRequests } from '../../../lib/core/doctor/trace-requests.ts';

const request = (checkName: string, more: Partial<SentRequest> = {}): SentRequest => ({
  checkName,
  components: [],
  from: 0,
  to: 1,
  ids: [],
  ...more,
});

it('looks again for what is not found yet, and no longer than it may', async () => {
  const slept: number[] = [];
  const asked: string[][] = [];
  const traced = await traceRequests(
    [request('early'), request('late'), request('never'), request('lost', { problem: 'ECONNREFUSED' })],
    {
      waitsMs: [1, 2, 3],
      clock: { sleep: async (ms) => void slept.push(ms) },
      find: async (wanted) => {
        asked.push(wanted.map(({ checkName }) => checkName));
        return wanted.map((each) => ({
          ...each,
          read: ['log'],
          foundIn:
            each.checkName === 'early' || (each.checkName === 'late' && asked.length > 1) ? ['log'] : [],
        }));
      },
    },
  );
  expect(slept).toEqual([1, 2, 3]);
  expect(asked).toEqual([['early', 'late', 'never', 'lost'], ['late', 'never'], ['never']]);
  expect(traced.map(({ checkName, foundIn }) => [checkName, foundIn.length])).toEqual([
    ['early', 1],
    ['late', 1],
    ['never', 0],
    ['lost', 0],
  ]);
});
