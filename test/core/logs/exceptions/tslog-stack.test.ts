import { describe, expect, it } from 'vitest';
import { parseTslogStack } from '../../../../lib/core/logs/exceptions/tslog-stack.ts';

const LINES = [
  'GET /pickup failed:',
  '',
  ' QueueError  the queue of parcels is away',
  '   (3 attempts), [object Object]',
  'error stack:',
  '  • stores.js\tasync Object.send',
  '\tasync lib/stores.js:21',
  '  • index.js\tService.callAction',
  '\t/srv/shop/node_modules/moleculer-web/src/index.js:700',
  'Caused by (1): Error: connect ECONNREFUSED 127.0.0.1:5999',
  '  • node:net\tTCPConnectWrap.afterConnect [as oncomplete]',
  '\tnode:net:2021',
];

describe('what tslog prints of an error', () => {
  it('has the class, a message of several lines, and every frame on two lines', () => {
    const parsed = parseTslogStack(LINES);
    expect(parsed).toMatchObject({
      type: 'QueueError',
      message: 'the queue of parcels is away\n   (3 attempts)',
      at: 2,
    });
    expect(parsed?.frames.map(({ file, line, inApp }) => [file, line, inApp])).toEqual([
      ['/srv/shop/node_modules/moleculer-web/src/index.js', 700, false],
      ['lib/stores.js', 21, true],
    ]);
  });

  it('goes down to its causes', () => {
    expect(parseTslogStack(LINES)?.cause).toMatchObject({
      type: 'Error',
      message: 'connect ECONNREFUSED 127.0.0.1:5999',
      at: 9,
    });
  });

  it.each([[['error stack:']], [['an error  of two words', 'error stack:']], [LINES.slice(0, 3)]])(
    'is nothing else: %j',
    (lines) => {
      expect(parseTslogStack(lines)).toBeUndefined();
    },
  );
});
