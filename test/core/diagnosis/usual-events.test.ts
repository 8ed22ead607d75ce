import { expect, it } from 'vitest';

import { usualEvents } from '../../../lib/core/diagnosis/usual-events.ts';

const event = (line: number, timestamp?: number) => ({
  source: 'app.log',
  stream: 'app.log',
  line,
  text: `line ${line}`,
  ...(timestamp !== undefined && { timestamp }),
});

it('takes lines without a time for usual only when they are not in the window', () => {
  expect(usualEvents([event(1), event(2), event(3)], [event(2), event(3)])).toEqual([event(1)]);
});

it('keeps events with a time, whose positions count per read', () => {
  expect(usualEvents([event(1, 1_000)], [event(1, 9_000)])).toEqual([event(1, 1_000)]);
});
