import { describe, expect, it } from 'vitest';
import { findIds } from '../../../lib/core/logs/find-ids.ts';

describe('ids in a text', () => {
  it.each([
    ['RequestId: c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d Error', ['c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d']],
    ['[6b06457102da48d1d0657d9920e270d4] GET /x', ['6b06457102da48d1d0657d9920e270d4']],
    ['"Root=1-58337262-36d228ad5d99923122bbe354"', ['1-58337262-36d228ad5d99923122bbe354']],
    ['tag hp-orders-01JD3ZK7Q-1 done', ['hp-orders-01JD3ZK7Q-1']],
    ['id 01JD3ZK7QN8X4V5T6W7Y8Z9ABC', ['01JD3ZK7QN8X4V5T6W7Y8Z9ABC']],
    ['reqId="req-7" request_id=abc-1', ['req-7', 'abc-1']],
    ['{"x-request-id":"q.1"}', ['q.1']],
    [
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 trace_id=4bf92f3577b34da6a3ce929d0e0e4736',
      ['4bf92f3577b34da6a3ce929d0e0e4736'],
    ],
  ])('finds those of %s', (text, ids) => {
    expect(findIds(text)).toEqual(ids);
  });

  it.each(['GET /orders/12 200', 'a1b2c3', 'sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709', 'gridid', ''])(
    'finds none in %j',
    (text) => {
      expect(findIds(text)).toEqual([]);
    },
  );

  it('says each once, and not more than 32', () => {
    const id = (n: number): string => n.toString(16).padStart(32, '0');
    const many = Array.from({ length: 60 }, (_, n) => id(n)).join(' ');
    expect(findIds(`${id(1)} ${id(1)}`)).toEqual([id(1)]);
    expect(findIds(many)).toHaveLength(32);
  });

  it('looks at the head of a long text only', () => {
    expect(findIds(`${'x '.repeat(4000)}6b06457102da48d1d0657d9920e270d4`)).toEqual([]);
  });
});
