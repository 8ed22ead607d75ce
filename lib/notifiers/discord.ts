import { described, httpUrl } from '../core/config/fields.ts';
import { defineNotifier } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { forMarkdown, forMarkdownFence } from '../core/notify/escape.ts';
import { fitSnippet, fitText } from '../core/notify/fit-snippet.ts';
import { messageOf, type Fact, type Message } from '../core/notify/message.ts';

/** Characters of an embed's title and description (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4_096;

/** At most 16 rows, so that a third of the description is left for the log lines. */
const MAX_ROW = 150;

const COLOURS: Readonly<Record<Message['mood'], number>> = {
  down: 0xd92d20,
  degraded: 0xf79009,
  up: 0x12b76a,
};

const row = ({ label, text, form }: Fact): string => {
  const line = text.replaceAll('\n', ' ');
  return form === 'code'
    ? `**${label}** \`${fitText(line, MAX_ROW, forMarkdownFence)}\``
    : `**${label}** ${fitText(line, MAX_ROW, forMarkdown)}`;
};

const descriptionOf = (message: Message): string => {
  const facts = message.facts.map(row);
  const remedy = message.remedy.flatMap(({ action, verify }) => [
    row({ label: '→', text: action, form: 'prose' }),
    ...(verify === undefined ? [] : [row({ label: '$', text: verify, form: 'code' })]),
  ]);
  const links = message.links.map(
    ({ label, url }) => `${label}: <${url.replaceAll(/[<>\s]/g, encodeURIComponent)}>`,
  );
  const fixed = [...facts, ...remedy, ...links].join('\n').length;
  const lines = fitSnippet(message.snippet, MAX_DESCRIPTION - fixed - 16, forMarkdownFence);
  const fence = lines.length === 0 ? [] : ['```', ...lines, '```'];
  return [...facts, ...fence, ...remedy, ...links].join('\n').slice(0, MAX_DESCRIPTION);
};

/** Posts to a channel of Discord. */
export const discord = defineNotifier({
  type: 'discord',
  summary: 'Posts to a channel of Discord through a webhook; nobody is mentioned.',
  entries: {
    webhook: described(httpUrl(), 'The address of the webhook; it is a secret.'),
    detail: detailEntry,
  },
  request: (notification, { webhook, detail }) => {
    const message = messageOf(notification, detail);
    const title = fitText(message.headline, MAX_TITLE, forMarkdown);
    return {
      transport: 'http',
      method: 'POST',
      url: webhook,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        allowed_mentions: { parse: [] },
        embeds: [{ title, description: descriptionOf(message), color: COLOURS[message.mood] }],
      }),
    };
  },
});
