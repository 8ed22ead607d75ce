import { describe, expect, it } from 'vitest';

import { widgetRequest } from '../../../lib/aws/widget/widget-request.ts';

/** As a dashboard sends it. */
const EVENT = {
  group: 'shop',
  checks: ['a', 7, 'b'],
  recent: 3,
  widgetContext: {
    dashboardName: 'Shop',
    widgetId: 'widget-16',
    accountId: '123456789012',
    locale: 'en',
    timezone: { label: 'Local', offsetISO: '+05:30', offsetInMinutes: 330 },
    period: 300,
    timeRange: {
      mode: 'relative',
      start: 1_627_236_199_729,
      end: 1_627_322_599_729,
      relativeStart: 86_400_012,
    },
    theme: 'dark',
    title: 'Incidents',
    params: {},
    width: 588,
    height: 369,
  },
};

describe('what a dashboard asks for', () => {
  it('is read from its event', () => {
    expect(widgetRequest(EVENT)).toEqual({
      describe: false,
      theme: 'dark',
      zone: { label: '+05:30', offsetMinutes: 330 },
      since: 1_627_236_199_729,
      checks: ['a', 'b'],
      group: 'shop',
      recent: 3,
    });
  });

  it('is its documentation, while the widget is added', () => {
    expect(widgetRequest({ describe: true }).describe).toBe(true);
  });

  it.each([undefined, null, 'text', 7, [], { widgetContext: null }, { widgetContext: { timeRange: 'x' } }])(
    'has defaults for what is strange: %j',
    (event) => {
      expect(widgetRequest(event)).toEqual({
        describe: false,
        theme: 'light',
        zone: { label: 'UTC', offsetMinutes: 0 },
        checks: [],
        recent: 10,
      });
    },
  );

  it.each([
    [-1, 0],
    [2.9, 2],
    [1_000_000, 50],
    ['many', 10],
    [Number.NaN, 10],
  ])('for %j resolved incidents are %i', (recent, shown) => {
    expect(widgetRequest({ recent }).recent).toBe(shown);
  });
});
