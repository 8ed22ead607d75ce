import type { SnippetLine } from '../diagnosis/diagnosis.ts';
import { forTerminal } from './escape.ts';
import { snippetText } from './fit-snippet.ts';
import type { Message } from './message.ts';

const LABEL_WIDTH = 14;

/** A message as plain lines: for a terminal, a mail, a text message. */
export const plainText = (message: Message): string =>
  [
    forTerminal(message.headline),
    ...message.facts.map(({ label, text }) => row(label, text)),
    ...snippet(message.snippet),
    ...message.remedy.flatMap(({ action, verify }, index) => [
      row(index === 0 ? 'what to do' : '', action),
      ...(verify === undefined ? [] : [row('', `$ ${verify}`)]),
    ]),
    ...message.links.map(({ label, url }) => row(label, url)),
  ].join('\n');

/** Every line of a value stays under its label. */
const row = (label: string, text: string): string =>
  forTerminal(text)
    .split('\n')
    .map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`)
    .join('\n');

const snippet = (lines: readonly SnippetLine[]): readonly string[] => {
  let place = '';
  return lines.flatMap((line) => {
    const here = line.stream && line.stream !== line.source ? `${line.source} ${line.stream}` : line.source;
    const head = here === place ? [] : [`  ┌ ${forTerminal(here)}`];
    place = here;
    return [...head, `  │${forTerminal(snippetText(line)).replaceAll('\n', ' ')}`];
  });
};
