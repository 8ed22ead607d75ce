import type { LogFormat } from '../../lib/core/logs/format.ts';
import type { Plugin } from './plugins.ts';

/** `docs/reference/formats.md`: the log formats that are understood. */
export const formatsPage = (formats: readonly Plugin<LogFormat>[]): string => `\
<!-- Written by \`npm run generate\`. -->
# Log formats

Formats are recognised line by line; nothing has to be configured. Where a format can log the id of the request, the
line of configuration that makes it do so is given: with it, a diagnosis rests on the very request that failed.

${formats.map(({ value }) => section(value)).join('\n\n')}
`;

const section = (format: LogFormat): string =>
  [
    `## ${format.title}`,
    `\`${format.id}\`${abilities(format)}`,
    fenced(format.examples.join('\n')),
    ...(format.requestIdFix ? ['To log the request id:', fenced(format.requestIdFix)] : []),
  ].join('\n\n');

const abilities = (format: LogFormat): string => {
  const words = [
    ...('header' in format ? ['its lines'] : []),
    ...('continues' in format ? ['entries of several lines'] : []),
    ...('exception' in format ? ['its exceptions'] : []),
  ];
  return words.length === 0 ? '' : `: reads ${words.join(', ')}`;
};

/** A longer fence than any in the text. */
const fenced = (text: string): string => {
  const fence = text.includes('```') ? '`````' : '```';
  return `${fence}text\n${text}\n${fence}`;
};
