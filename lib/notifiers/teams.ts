import { described, httpUrl } from '../core/config/fields.ts';
import { defineNotifier } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { forMarkdown } from '../core/notify/escape.ts';
import { fitSnippet, fitText } from '../core/notify/fit-snippet.ts';
import { messageOf, type Message } from '../core/notify/message.ts';

/**
 * A message may have 28 KB (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook):
 * 16 rows of 300 characters and the log lines stay below it, even where each takes three bytes.
 */
const MAX_ROW = 300;
const MAX_SNIPPET = 2_500;

const COLOURS: Readonly<Record<Message['mood'], string>> = {
  down: 'Attention',
  degraded: 'Warning',
  up: 'Good',
};

const textBlock = (text: string, style: Readonly<Record<string, unknown>> = {}): unknown => ({
  type: 'TextBlock',
  text,
  wrap: true,
  ...style,
});

const row = (label: string, text: string): unknown =>
  textBlock(`**${label}** ${fitText(text.replaceAll('\n', ' '), MAX_ROW, forMarkdown)}`, {
    spacing: 'Small',
  });

const cardOf = (message: Message): unknown => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  msteams: { width: 'Full' },
  body: [
    textBlock(fitText(message.headline, MAX_ROW, forMarkdown), {
      size: 'Large',
      weight: 'Bolder',
      color: COLOURS[message.mood],
    }),
    ...message.facts.map(({ label, text }) => row(label, text)),
    ...fitSnippet(message.snippet, MAX_SNIPPET, forMarkdown).map((line) =>
      textBlock(line, { fontType: 'Monospace', spacing: 'None', size: 'Small' }),
    ),
    ...message.remedy.flatMap(({ action, verify }) => [
      row('→', action),
      ...(verify === undefined ? [] : [row('$', verify)]),
    ]),
  ],
  actions: message.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
});

/** Posts a card to a channel of Microsoft Teams. */
export const teams = defineNotifier({
  type: 'teams',
  summary: 'Posts a card to a channel of Microsoft Teams through a workflow webhook.',
  entries: {
    webhook: described(httpUrl(), 'The address of the workflow; it is a secret.'),
    detail: detailEntry,
  },
  request: (notification, { webhook, detail }) => ({
    transport: 'http',
    method: 'POST',
    url: webhook,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: cardOf(messageOf(notification, detail)),
        },
      ],
    }),
  }),
});
