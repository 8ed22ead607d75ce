import type { Remedy } from '../core/diagnosis/diagnosis.ts';
import { described, httpUrl } from '../core/config/fields.ts';
import { defineNotifier } from '../core/notify/contract.ts';
import { detailEntry } from '../core/notify/detail.ts';
import { forSlack, forSlackCode, forSlackFence, forTerminal } from '../core/notify/escape.ts';
import { fitSnippet, fitText } from '../core/notify/fit-snippet.ts';
import { messageOf, type Fact, type Message } from '../core/notify/message.ts';

/** Characters of a header and of a section's text (https://docs.slack.dev/reference/block-kit/blocks). */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;

/** At most 16 rows: with the snippet below the 13,000 characters that Slack takes in all (slackapi/bolt-js#2509). */
const MAX_ROW = 450;
const MAX_LINKS = 1_000;

const MOODS: Readonly<Record<Message['mood'], string>> = { down: '🔴', degraded: '🟠', up: '🟢' };

const row = ({ label, text, form }: Fact): string =>
  form === 'code'
    ? `*${label}*  \`${fitText(text, MAX_ROW, forSlackCode)}\``
    : `*${label}*  ${fitText(text.replaceAll('\n', ' '), MAX_ROW, forSlack)}`;

/** `verbatim` keeps Slack from making links and mentions out of names in the text. */
const section = (text: string): unknown => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
});

/** Six rows of 450 characters, each with its label, fit into a section. */
const ROWS_PER_SECTION = 6;

const sections = (rows: readonly string[]): readonly unknown[] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_PER_SECTION) }, (_, index) =>
    section(rows.slice(index * ROWS_PER_SECTION, (index + 1) * ROWS_PER_SECTION).join('\n')),
  );

const remedyRows = ({ action, verify }: Remedy): readonly string[] => [
  row({ label: '→', text: action, form: 'prose' }),
  ...(verify === undefined ? [] : [row({ label: '$', text: verify, form: 'code' })]),
];

/** These characters would end the address. */
const linkTo = ({ label, url }: Message['links'][number]): string =>
  `<${forSlack(url.replaceAll(/[<>|]/g, encodeURIComponent))}|${label}>`;

const linksBlock = (links: Message['links']): readonly unknown[] => {
  const text = links.map(linkTo).join('  ·  ');
  if (text === '' || text.length > MAX_LINKS) return [];
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text }] }];
};

const blocksOf = (message: Message): readonly unknown[] => {
  const headline = fitText(`${MOODS[message.mood]} ${message.headline}`, MAX_HEADER, forTerminal);
  const lines = fitSnippet(message.snippet, MAX_SECTION - '```\n\n```'.length, forSlackFence);
  return [
    { type: 'header', text: { type: 'plain_text', text: headline, emoji: false } },
    ...sections(message.facts.map(row)),
    ...(lines.length > 0 ? [section(`\`\`\`\n${lines.join('\n')}\n\`\`\``)] : []),
    ...sections(message.remedy.flatMap(remedyRows)),
    ...linksBlock(message.links),
  ];
};

/** Posts to a channel of Slack. */
export const slack = defineNotifier({
  type: 'slack',
  summary: 'Posts to a channel of Slack through an incoming webhook.',
  entries: {
    webhook: described(httpUrl(), 'The address of the incoming webhook; it is a secret.'),
    detail: detailEntry,
  },
  request: (notification, { webhook, detail }) => {
    const message = messageOf(notification, detail);
    return {
      transport: 'http',
      method: 'POST',
      url: webhook,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: forSlack(message.headline), blocks: blocksOf(message) }),
    };
  },
});
