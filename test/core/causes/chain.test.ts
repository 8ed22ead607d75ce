import { describe, expect, it } from 'vitest';
import { chainOf } from '../../../lib/core/causes/chain.ts';
import type { Exception } from '../../../lib/core/logs/record.ts';

const raised = (type: string, context?: Exception): Exception => ({
  format: 'python',
  type,
  message: '',
  frames: [],
  at: 0,
  ...(context === undefined ? {} : { context }),
});

describe('a chain of exceptions', () => {
  it.each([
    { handled: 'ConnectionRefusedError', chain: ['RuntimeError', 'ConnectionRefusedError'] },
    { handled: 'KeyError', chain: ['RuntimeError'] },
  ])('leads to a $handled that was handled as $chain', ({ handled, chain }) => {
    expect(chainOf(raised('RuntimeError', raised(handled))).map(({ type }) => type)).toEqual(chain);
  });

  it('asks of each context once, however many were handled within each other', () => {
    let asked = 0;
    let exception = raised('OSError');
    for (let depth = 0; depth < 200; depth++) {
      const context = exception;
      exception = Object.defineProperty(raised('KeyError'), 'context', {
        get: () => {
          asked += 1;
          return context;
        },
      });
    }
    chainOf(exception);
    expect(asked).toBeLessThan(24 ** 2 * 4);
  });
});
