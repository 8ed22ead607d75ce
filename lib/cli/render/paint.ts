import { styleText } from 'node:util';

import type { Io } from '../io.ts';

/** Colours a text for a terminal, or leaves it alone: one function per meaning, not per colour. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly accent: (text: string) => string;
}

type Style = Parameters<typeof styleText>[0];

const painter =
  (style: Style) =>
  (text: string): string =>
    styleText(style, text, { validateStream: false });

const same = (text: string): string => text;

/** No colours: for files, pipes and `NO_COLOR`. */
export const PLAIN: Paint = { good: same, bad: same, warn: same, strong: same, faint: same, accent: same };

const COLOURS: Paint = {
  good: painter('green'),
  bad: painter(['bold', 'red']),
  warn: painter('yellow'),
  strong: painter('bold'),
  faint: painter('dim'),
  accent: painter('cyan'),
};

/** Colours on a terminal, or where `FORCE_COLOR` asks for them; never with `NO_COLOR` (https://no-color.org). */
export const paintFor = (io: Io): Paint => {
  if (io.env['NO_COLOR']) return PLAIN;
  return io.stdout.isTTY || io.env['FORCE_COLOR'] ? COLOURS : PLAIN;
};
