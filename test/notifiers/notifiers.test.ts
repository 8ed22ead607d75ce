import { assert, array, asyncProperty, constantFrom } from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { NOTIFIERS } from '../../lib/catalog.ts';
import { notifierSchema } from '../../lib/core/config/parse-notifiers.ts';
import type { Detail, Notification, NotifierRequest } from '../../lib/core/notify/contract.ts';
import { diagnosis, notification } from '../support/notification.ts';

/** What each type needs to be configured. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  discord: { webhook: 'https://discord.example.com/api/webhooks/1/token' },
  pagerduty: { routingKey: 'R0UT1NG' },
  slack: { webhook: 'https://hooks.example.com/services/T/B/x' },
  sns: { topic: 'arn:aws:sns:eu-central-1:123456789012:alerts' },
  teams: { webhook: 'https://teams.example.com/workflows/1' },
  terminal: {},
  webhook: { url: 'https://example.com/hook' },
};

const requestOf = async (
  type: string,
  told: Notification,
  more: Readonly<Record<string, unknown>> = {},
): Promise<NotifierRequest> => {
  const load = NOTIFIERS[type];
  if (!load) throw new Error(`no notifier ${type}`);
  const notifier = await load();
  const { type: _, ...settings } = v.parse(notifierSchema(notifier), { type, ...SETTINGS[type], ...more });
  return notifier.request(told, settings);
};

/** Everything that a channel is sent. */
const textOf = (request: NotifierRequest): string => {
  switch (request.transport) {
    case 'http':
      return request.body;
    case 'terminal':
      return request.text;
    case 'sns':
      return `${request.subject}\n${request.message}`;
  }
};

const bodyOf = async (type: string, told: Notification, more = {}): Promise<unknown> =>
  JSON.parse(textOf(await requestOf(type, told, more)));

const types = Object.keys(NOTIFIERS);

describe('every notifier', () => {
  it('is tested here', () => {
    expect(types.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });

  it.each(types)('%s says check, cause and remedy', async (type) => {
    const text = textOf(await requestOf(type, notification()));
    for (const word of ['orders is down', 'the datastore cannot be reached', 'start postgres'])
      expect(text).toContain(word);
  });

  const details: readonly { detail: Detail; frame: boolean; lines: boolean }[] = [
    { detail: 'full', frame: true, lines: true },
    { detail: 'exception', frame: true, lines: false },
    { detail: 'link', frame: false, lines: false },
  ];

  it.each(types.flatMap((type) => details.map((each) => ({ type, ...each }))))(
    '$type with detail $detail shows the frame: $frame, the log lines: $lines',
    async ({ type, detail, frame, lines }) => {
      const text = textOf(await requestOf(type, notification(), { detail }));
      expect(text.includes('load_orders') || text.includes(String.raw`load\\_orders`)).toBe(frame);
      expect(text.includes('Traceback')).toBe(lines);
      if (detail === 'link') {
        expect(text).not.toContain('db.internal');
        expect(text).not.toContain('shop.example.com');
      }
    },
  );

  it.each(types)('%s says that it is over', async (type) => {
    expect(textOf(await requestOf(type, notification('resolved')))).toContain('orders is up again after 3m');
  });

  it.each(types)('%s copes with an incident that says nothing', async (type) => {
    const bare = notification('opened', { failing: [], diagnosis: undefined as never });
    expect(textOf(await requestOf(type, bare))).toContain('orders is down');
  });
});

/** A log that floods, and one that tries to break out. */
const flood = notification('opened', {
  diagnosis: diagnosis({
    snippet: Array.from({ length: 200 }, (_, index) => ({
      source: 'app.log',
      line: index + 1,
      text: '<&`*'.repeat(500),
      role: 'cause',
    })),
    remedy: Array.from({ length: 20 }, () => ({ action: '<&'.repeat(5_000), verify: '`'.repeat(5_000) })),
    exception: { type: '<'.repeat(9_000), message: '&'.repeat(9_000), code: null, inAppFrame: null },
    gaps: Array.from({ length: 50 }, () => ({ missing: '<'.repeat(5_000) })),
    cause: { ...diagnosis().cause!, summary: '&'.repeat(9_000), component: '>'.repeat(9_000) },
  }),
});

const hostile = array(
  constantFrom(
    '<!channel>',
    '<https://evil.example|x>',
    '```',
    '`',
    '\u001B[31m',
    '&',
    'a',
    '\n',
    '@everyone',
  ),
  { maxLength: 30 },
).map((parts) => parts.join(''));

const told = (text: string): Notification =>
  notification(
    'opened',
    {
      diagnosis: diagnosis({
        snippet: [{ source: text, line: 1, text, role: 'cause' }],
        remedy: [{ action: text, verify: text }],
        exception: {
          type: text,
          message: text,
          code: text,
          inAppFrame: { file: text, line: 1, function: text },
        },
        cause: { ...diagnosis().cause!, component: text, summary: text },
      }),
    },
    { name: `orders${text}`, target: text, description: text },
  );

interface SlackText {
  readonly type: string;
  readonly text: string;
}

interface SlackBody {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: SlackText;
    readonly elements?: readonly SlackText[];
  }[];
}

const slackTexts = ({ blocks }: SlackBody): readonly SlackText[] =>
  blocks.flatMap((block) => [...(block.text ? [block.text] : []), ...(block.elements ?? [])]);

describe('slack', () => {
  it('posts a header, facts, the log lines in a fence, remedies and links', async () => {
    const body = (await bodyOf('slack', notification())) as SlackBody;
    expect(body.blocks.map(({ type }) => type)).toEqual([
      'header',
      'section',
      'section',
      'section',
      'context',
    ]);
    expect(body.blocks.map(({ text }) => text?.text)).toEqual([
      '🔴 orders is down: the datastore cannot be reached (postgres db.internal:5432)',
      [
        '*seen*  `GET https://shop.example.com/orders: status (500) == 2xx`',
        '*since*  2026-11-25T03:00:00Z, down 2 times in a row',
        '*why*  postgres db.internal:5432 refuses connections (93 % sure)',
        '*logs*  these log lines belong to the failing request itself',
        '*exception*  `psycopg2.OperationalError: connection refused`',
        '*in your code*  `/srv/shop/orders.py:42 in load_orders`',
      ].join('\n'),
      expect.stringMatching(/^```\n {3}10 {2}GET \/orders\n[^]*\n```$/),
      expect.stringContaining('*→*  start postgres on db.internal\n*$*  `pg_isready -h db.internal -p 5432`'),
      undefined,
    ]);
  });

  it('stays within what Slack takes, however much the log says', async () => {
    const body = (await bodyOf('slack', flood)) as SlackBody;
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text } of slackTexts(body))
      expect(text.length).toBeLessThanOrEqual(type === 'plain_text' ? 150 : 3_000);
    const all = slackTexts(body).reduce((sum, { text }) => sum + text.length, 0);
    expect(all).toBeLessThan(13_000);
  });

  it('keeps an odd address one link', async () => {
    const runbook = 'https://wiki.example.com/a|b?x=<!channel>&y=1';
    const body = (await bodyOf('slack', notification('resolved', {}, { runbook }))) as SlackBody;
    expect(slackTexts(body).at(-1)?.text).toBe(
      '<https://wiki.example.com/a%7Cb?x=%3C!channel%3E&amp;y=1|runbook>  ·  <https://console.example.com/i/1|incident>',
    );
  });

  it('mentions nobody and links nowhere on behalf of a log', async () => {
    await assert(
      asyncProperty(hostile, async (text) => {
        const body = (await bodyOf('slack', told(text))) as SlackBody;
        const marks = slackTexts(body)
          .filter(({ type }) => type === 'mrkdwn')
          .flatMap(({ text: mark }) => [...mark.matchAll(/<[^>]*>/g)].map(([whole]) => whole));
        expect(marks).toEqual([
          '<https://wiki.example.com/orders|runbook>',
          '<https://console.example.com/i/1|incident>',
        ]);
      }),
    );
  });
});

describe('webhook', () => {
  it('posts the documented JSON', async () => {
    expect(await bodyOf('webhook', notification())).toMatchObject({
      version: 1,
      kind: 'opened',
      at: '2026-11-25T03:03:00.000Z',
      headline: 'orders is down: the datastore cannot be reached (postgres db.internal:5432)',
      text: expect.stringContaining('what to do') as unknown,
      check: { name: 'orders', target: 'GET https://shop.example.com/orders' },
      incident: {
        id: 'orders-1',
        severity: 'down',
        status: 'open',
        openedAt: '2026-11-25T03:00:00.000Z',
        reopenings: 0,
        locations: ['home'],
      },
      attempt: { status: 500, id: { requestId: 'wd-1' } },
      diagnosis: { cause: { id: 'datastore.unreachable' }, snippet: [{ line: 10 }, {}, {}, {}] },
      link: 'https://console.example.com/i/1',
    });
  });

  it('sends further headers, and asks to be signed', async () => {
    const request = await requestOf('webhook', notification(), {
      headers: { 'x-team': 'shop' },
      secret: 'key',
    });
    expect(request).toMatchObject({
      transport: 'http',
      method: 'POST',
      url: 'https://example.com/hook',
      headers: { 'content-type': 'application/json', 'x-team': 'shop' },
      signature: { header: 'x-whydown-signature', secret: 'key' },
    });
    expect(await requestOf('webhook', notification())).not.toHaveProperty('signature');
  });
});

describe('sns', () => {
  it('has a subject that SNS takes', async () => {
    const request = await requestOf('sns', told('Bestellungen – größer\n'.repeat(9)));
    if (request.transport !== 'sns') throw new Error('expected a message for SNS');
    expect(request.subject).toMatch(/^[\u0020-\u007E]{1,99}$/);
    expect(request.attributes).toMatchObject({ kind: 'opened', severity: 'down' });
  });
});

describe('pagerduty', () => {
  it.each([
    { kind: 'opened', severity: 'down', action: 'trigger', level: 'critical' },
    { kind: 'diagnosed', severity: 'down', action: 'trigger', level: 'critical' },
    { kind: 'reopened', severity: 'degraded', action: 'trigger', level: 'warning' },
    { kind: 'resolved', severity: 'down', action: 'resolve', level: 'critical' },
  ] as const)(
    '$action for $kind, $level, always of one incident',
    async ({ kind, severity, action, level }) => {
      expect(await bodyOf('pagerduty', notification(kind, { severity }))).toMatchObject({
        routing_key: 'R0UT1NG',
        event_action: action,
        dedup_key: 'orders-1',
        payload: { severity: level, source: 'orders', class: 'datastore.unreachable' },
      });
    },
  );

  it('keeps its summary short', async () => {
    const body = (await bodyOf('pagerduty', flood)) as { readonly payload: { readonly summary: string } };
    expect(body.payload.summary.length).toBeLessThanOrEqual(1_024);
  });
});

describe('discord', () => {
  it('mentions nobody, and stays within what Discord takes', async () => {
    const body = (await bodyOf('discord', flood)) as {
      readonly allowed_mentions: unknown;
      readonly embeds: readonly { readonly title: string; readonly description: string }[];
    };
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0]?.title.length).toBeLessThanOrEqual(256);
    expect(body.embeds[0]?.description.length).toBeLessThanOrEqual(4_096);
    // The log lines give way, not what comes after them.
    expect(body.embeds[0]?.description).toContain('incident: <https://console.example.com/i/1>');
  });
});

describe('teams', () => {
  it('posts a card that Teams takes', async () => {
    const text = textOf(await requestOf('teams', flood));
    expect(Buffer.byteLength(text)).toBeLessThan(28_000);
    expect(JSON.parse(text)).toMatchObject({
      type: 'message',
      attachments: [
        {
          content: {
            type: 'AdaptiveCard',
            body: expect.arrayContaining([expect.objectContaining({ color: 'Attention' })]) as unknown,
          },
        },
      ],
    });
  });
});
