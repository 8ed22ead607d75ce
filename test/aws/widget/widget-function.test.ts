import { describe, expect, it } from 'vitest';

import { answerWidget, type WidgetPorts } from '../../../lib/aws/widget-function.ts';
import type { Check } from '../../../lib/core/check.ts';
import type { Incident } from '../../../lib/core/incident/incident.ts';
import { incident } from '../../support/incident.ts';

const AT = Date.UTC(2026, 10, 25, 4, 0, 0);

const portsWith = (...incidents: readonly Incident[]): WidgetPorts => ({
  store: {
    incidents: async ({ status, limit }) =>
      incidents.filter((each) => each.status === status).slice(0, limit),
  },
  plan: {
    check: async (name) =>
      name === 'gone'
        ? undefined
        : ({ name, group: name.startsWith('shop') ? 'shop' : 'other' } as unknown as Check),
  },
  clock: { now: () => AT },
  region: 'us-east-1',
});

const open = (checkName: string): Incident => incident({ id: checkName, checkName, openedAt: AT - 60_000 });
const resolved = (checkName: string, resolvedAt: number): Incident => ({
  ...open(checkName),
  status: 'resolved',
  resolvedAt,
});

const namesIn = (html: string): readonly string[] =>
  [...html.matchAll(/<(?:h3|b)>([\w-]+)<\/(?:h3|b)>/g)].map(([, name]) => name!);

describe('the widget function', () => {
  it('answers with its documentation when it is asked to describe itself', async () => {
    const docs = await answerWidget({ describe: true }, portsWith(open('shop-a')));
    expect(docs).toMatch(/^## /);
    for (const param of ['checks', 'group', 'recent']) expect(docs).toContain(`**${param}**`);
    expect(docs).not.toContain('shop-a');
  });

  it('shows open incidents first, then those that were resolved in the time of the dashboard', async () => {
    const ports = portsWith(open('shop-a'), resolved('shop-b', AT - 1_000), resolved('old', AT - 9_000));
    const html = await answerWidget({ widgetContext: { timeRange: { start: AT - 5_000 } } }, ports);
    expect(namesIn(html)).toEqual(['shop-a', 'shop-b']);
  });

  it.each([
    { params: { group: 'shop' }, names: ['shop-a'] },
    { params: { checks: ['b', 'gone'] }, names: ['b', 'gone'] },
    { params: {}, names: ['shop-a', 'b', 'gone'] },
  ])('shows with $params the incidents of $names', async ({ params, names }) => {
    const html = await answerWidget(params, portsWith(open('shop-a'), open('b'), open('gone')));
    expect(namesIn(html)).toEqual(names);
  });

  it('shows as many resolved ones as it is asked for', async () => {
    const many = Array.from({ length: 5 }, (_, index) => resolved(`r${index}`, AT));
    expect(namesIn(await answerWidget({ recent: 2 }, portsWith(...many)))).toEqual(['r0', 'r1']);
  });

  it('reads a bounded number of incidents, and says that there are more', async () => {
    const html = await answerWidget(
      {},
      portsWith(...Array.from({ length: 500 }, (_, index) => open(`c${index}`))),
    );
    expect(html).toContain('100 or more down');
  });
});
