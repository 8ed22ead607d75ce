import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the table stands in the page. */
const MARKS = {
  begin: '<!-- props: written by `npm run generate` -->',
  end: '<!-- end of props -->',
} as const;

/** A comment and the property after it, as the formatter leaves them. */
const PROP = /\n {2}\/\*\*([^]*?)\*\/\n {2}readonly (\w+)(\??):/g;

/** The page `docs/reference/aws.md` with the table of the props of `Whydown`, from their own comments. */
export const awsPage = (page: string, root: string): string => {
  const source = readFileSync(join(root, 'lib/constructs/whydown-props.ts'), 'utf8');
  const rows = [...source.matchAll(PROP)].map(([, comment = '', name = '', optional]) => {
    const [text = '', byDefault = ''] = oneLine(comment).split(' @default ');
    if (optional === '?' && byDefault === '') throw new Error(`prop ${name} says no @default`);
    return `| \`${name}\` | ${optional === '?' ? defaultOf(byDefault) : '**required**'} | ${text} |`;
  });
  if (rows.length === 0) throw new Error('found no props of Whydown');
  const [before, after] = [page.split(MARKS.begin)[0], page.split(MARKS.end)[1]];
  if (before === undefined || after === undefined)
    throw new Error(`the page has no ${MARKS.begin} … ${MARKS.end}`);
  const table = ['| prop | default | |', '|---|---|---|', ...rows].join('\n');
  return `${before}${MARKS.begin}\n\n${table}\n\n${MARKS.end}${after}`;
};

const oneLine = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');

/** `- a new bus` is words, anything else a value. */
const defaultOf = (text: string): string => (text.startsWith('- ') ? text.slice(2) : `\`${text}\``);
