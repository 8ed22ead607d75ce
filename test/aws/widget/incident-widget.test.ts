import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { incidentWidget, type WidgetContent } from '../../../lib/aws/widget/incident-widget.ts';
import type { Incident } from '../../../lib/core/incident/incident.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { incident, step } from '../../support/incident.ts';
import { diagnosis } from '../../support/notification.ts';

const AT = Date.UTC(2026, 10, 25, 4, 0, 0);
const UTC = { label: 'UTC', offsetMinutes: 0 };

const render = (
  open: readonly Incident[],
  more: Partial<WidgetContent> = {},
  request: Parameters<typeof incidentWidget>[1] = { theme: 'light', zone: UTC },
): string =>
  incidentWidget(
    {
      open: open.map((each) => ({
        incident: each,
        check: { group: 'shop', runbook: 'https://wiki.example.com/x' },
      })),
      recent: [],
      isCut: false,
      at: AT,
      region: 'eu-central-1',
      ...more,
    },
    request,
  );

const down = (overrides: Partial<Incident> = {}): Incident =>
  incident({ openedAt: AT - 125_000, diagnosis: diagnosis(), ...overrides });

/** An incident in which every text from outside is this one. */
const saying = (text: string): Incident =>
  down({
    checkName: text,
    reason: text,
    locations: [text],
    storm: { total: 2, open: 1, checks: [text], shared: [text] },
    failing: [
      failingAttempt({ target: text, failure: { kind: 'status', code: text, message: text } as never }),
    ],
    diagnosis: diagnosis({
      cause: { id: 'datastore.unreachable', title: text, component: text, summary: text, confidence: 0.9 },
      exception: {
        type: text,
        message: text,
        code: text,
        inAppFrame: { file: text, line: 1, function: text },
      },
      snippet: [{ source: text, stream: text, line: 1, text, role: 'cause', timestamp: text }],
      evidence: [{ text }],
      ruledOut: [{ cause: 'web.config', why: text }],
      gaps: [{ missing: text, fix: text }],
      remedy: [{ action: text, verify: text }],
    }),
  });

const hostile = (text: string): string =>
  render([saying(text)], {
    recent: [{ incident: saying(text), check: { group: text, runbook: text } }],
  });

/** The tags with their attributes' names: what a browser makes of it, whatever the texts are. */
const shapeOf = (html: string): readonly string[] =>
  [...html.replace(/^<style>[^]*?<\/style>/, '').matchAll(/<[^>]*>/g)].map(([tag]) =>
    tag.replaceAll(/="[^"]*"/g, ''),
  );

describe('the widget', () => {
  it('shows what is down, since when, the cause, the log lines, and what to do', () => {
    const html = render([down()]);
    for (const text of [
      '1 down',
      'orders',
      'for 2m 5s · since ',
      '25 Nov 03:57 UTC',
      'the datastore cannot be reached',
      '93 % sure',
      'postgres db.internal:5432 refuses connections',
      'these log lines belong to the failing request itself',
      'OperationalError: connection refused',
      'start postgres on db.internal',
      '<code>pg_isready -h db.internal -p 5432</code>',
      '/srv/shop/orders.py:42 in load_orders',
      'href="https://wiki.example.com/x"',
    ])
      expect(html).toContain(text);
  });

  it('links the log lines to their place in the console', () => {
    const snippet = diagnosis().snippet.map((line) => ({ ...line, source: '/shop/app', stream: 'a/b' }));
    expect(render([down({ diagnosis: diagnosis({ snippet }) })])).toContain(
      'href="https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Fshop$252Fapp/log-events/a$252Fb"',
    );
  });

  it.each([
    { open: [], says: 'No open incident', tone: 'up' },
    { open: [down(), down()], says: '2 down', tone: 'down' },
    { open: [down(), down({ severity: 'degraded' })], says: '1 down, 1 degraded', tone: 'down' },
    { open: [down({ severity: 'degraded' })], says: '1 degraded', tone: 'degraded' },
  ])('says in one line: $says', ({ open, says, tone }) => {
    expect(render(open)).toContain(`<div class="sum ${tone}"><span class="dot"></span>${says}</div>`);
  });

  it('says that there are more than it read', () => {
    expect(render([down()], { isCut: true })).toContain('1 or more down');
  });

  it.each([
    { steps: [step()], says: 'The diagnosis is under way.' },
    { steps: [], says: 'No logs are read for this check' },
  ])('without a diagnosis says: $says', ({ steps, says }) => {
    const { diagnosis: _, ...without } = down({ steps });
    expect(render([without])).toContain(says);
  });

  it('says that it knows no cause, and what was not seen', () => {
    const unknown = diagnosis({ cause: null, gaps: [{ missing: 'the log group /a', fix: 'create it' }] });
    const html = render([down({ diagnosis: unknown })]);
    expect(html).toContain('No cause is named: too little is seen.');
    expect(html).toContain('the log group /a; create it');
  });

  it('shows five in full, and what is beyond in one line each', () => {
    const html = render(Array.from({ length: 100 }, (_, index) => down({ checkName: `c${index}` })));
    expect(html.match(/<section /g)).toHaveLength(5);
    expect(html.match(/<details class="down">/g)).toHaveLength(95);
    // A function answers at most 6 MB, and a dashboard should not wait.
    expect(html.length).toBeLessThan(400_000);
  });

  it('shows times in the zone of the viewer', () => {
    const zone = { label: '+05:30', offsetMinutes: 330 };
    expect(render([down()], {}, { theme: 'dark', zone })).toContain('25 Nov 09:27 +05:30');
  });

  it('follows the theme of the dashboard', () => {
    expect(render([], {}, { theme: 'dark', zone: UTC })).toContain(
      'class="whydown cwdb-no-default-styles dark"',
    );
  });
});

describe('a storm', () => {
  const parent = down({
    storm: { total: 7, open: 6, checks: ['a', 'b', 'c', 'd', 'e'], shared: ['rds:orders-db'] },
  });
  const { diagnosis: _, ...bare } = down({ checkName: 'child', steps: [] });
  const child: Incident = {
    ...bare,
    parent: { incidentId: 'orders-1', shared: 'rds:orders-db', joinedAt: AT },
  };

  it('is told by the incident that speaks for it', () => {
    expect(render([parent])).toContain(
      '<b>7 other checks</b> behind rds:orders-db, 6 still open: a, b, c, d, e and 2 more',
    );
  });

  it('has one line for each of the others, which never take the place of a diagnosis', () => {
    const html = render([...Array.from({ length: 20 }, () => child), parent]);
    expect(html.match(/<section /g)).toHaveLength(1);
    expect(html).toContain('In the same storm');
    expect(html).toContain('It shares rds:orders-db with another incident, which speaks for it.');
    expect(html).not.toContain('No logs are read for this check');
  });
});

describe('text from outside', () => {
  const harmless = shapeOf(hostile('x'));

  it.each([
    '<script>alert(1)</script>',
    '</pre></div><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    '<cwdb-action action="call" endpoint="arn:aws:lambda:us-east-1:1:function:x">{}</cwdb-action>',
    '</style><style>*{display:none}',
    '&lt;script&gt;',
    '\u001B[31mred\u001B]8;;http://evil.example\u0007',
    '\u202Etxt.exe',
  ])('adds no element and no attribute: %j', (text) => {
    const html = hostile(text);
    expect(shapeOf(html)).toEqual(harmless);
    expect(html).not.toMatch(/href="(?!https:\/\/)/);
    for (const mark of ['\u001B', '\u202E']) expect(html).not.toContain(mark);
  });

  it('adds none, whatever it is', () => {
    assert(
      property(string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        expect(shapeOf(hostile(text))).toEqual(harmless);
      }),
      { numRuns: 200 },
    );
  });

  it('that is long is cut', () => {
    const html = render([saying('y'.repeat(100_000))]);
    const shown = /<span class="cause">(y+…)<\/span>/.exec(html);
    expect(shown?.[1]).toHaveLength(401);
  });
});
