import type { SnippetLine, SnippetRole } from '../diagnosis/diagnosis.ts';

/** What is given up first when a channel has no room. */
const WEIGHTS: Readonly<Record<SnippetRole, number>> = {
  context: 0,
  corroboration: 1,
  frame: 2,
  exception: 3,
  cause: 4,
};

const MAX_LINE = 300;

/** A text that is no longer than this once it is escaped; cut before escaping, so that no entity is torn. */
export const fitText = (text: string, maxCharacters: number, escape: (text: string) => string): string => {
  const whole = escape(text);
  if (whole.length <= maxCharacters) return whole;
  let kept = text.slice(0, maxCharacters);
  while (escape(kept).length >= maxCharacters) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return `${escape(kept)}…`;
};

/** A log line as it is shown, with its place in the log. */
export const snippetText = ({ line, text }: SnippetLine): string => {
  const cut = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
  return `${String(line).padStart(5)}  ${cut}`;
};

/** The lines that fit, escaped and in their order; the least important give way, the first of them at last. */
export const fitSnippet = (
  lines: readonly SnippetLine[],
  maxCharacters: number,
  escape: (text: string) => string,
): readonly string[] => {
  const rows = lines.map((line, index) => ({ text: escape(snippetText(line)), line, index }));
  const byWeight = [...rows].sort((a, b) => WEIGHTS[b.line.role] - WEIGHTS[a.line.role] || a.index - b.index);
  let room = maxCharacters;
  const kept = byWeight.filter(({ text }) => {
    if (text.length + 1 > room) return false;
    room -= text.length + 1;
    return true;
  });
  return kept.sort((a, b) => a.index - b.index).map(({ text }) => text);
};
