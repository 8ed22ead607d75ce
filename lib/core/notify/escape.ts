/** Text from outside, made harmless for where it is shown. Each function is the last thing that happens to a text. */

// ESC [ 31 m   ESC ] 8 ; ; http://… BEL   ESC P … ESC \   ESC c
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /\u001B(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]?|[\]PX^_][^\u0007\u001B]{0,4096}(?:\u0007|\u001B\\)?|[ -/]{0,4}[0-~])?/g;

/** Control characters but tab and line feed, and the marks that turn the direction of reading (CVE-2021-42574). */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Nothing that a terminal obeys: no colours, no cursor, no title, no clipboard, no overwriting by carriage return. */
export const forTerminal = (text: string): string => text.replace(SEQUENCE, '').replace(CONTROL, '');

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as content of an element and inside a quoted attribute; not inside a script or a URL. */
export const forHtml = (text: string): string =>
  forTerminal(text).replace(/[&<>"']/g, (character) => HTML[character] ?? '');

/** No mention, link or channel: Slack asks for these three characters alone (https://docs.slack.dev/messaging/formatting-message-text). */
export const forSlack = (text: string): string =>
  forTerminal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Looks like a backtick and ends no code. */
const MODIFIER_GRAVE = '\u02CB';

/** A text within one pair of backticks. */
export const forSlackCode = (text: string): string =>
  forSlack(text).replaceAll('`', MODIFIER_GRAVE).replaceAll('\n', ' ');

/** Lines within a fence of three backticks. */
export const forSlackFence = (text: string): string => forSlack(text).replaceAll('`', MODIFIER_GRAVE);

/** No emphasis, link, image, heading, table, mention or HTML, in any Markdown; addresses are not linked either. */
export const forMarkdown = (text: string): string =>
  forTerminal(text).replace(/[\\`*_~|<>[\](){}#@:]/g, (character) => `\\${character}`);

/** Lines within a fence of three backticks. */
export const forMarkdownFence = (text: string): string => forTerminal(text).replaceAll('`', MODIFIER_GRAVE);
