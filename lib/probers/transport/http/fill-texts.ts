import type { AttemptContext } from '../../../core/probe/contract.ts';
import type { SecretText } from '../../../core/probe/secret-text.ts';

type Fill = AttemptContext['fill'];

/** Fills one text; most hold nothing to fill, and a promise for each header of each probe would cost. */
export const fillText = async (text: SecretText, fill: Fill): Promise<string> =>
  text.includes('${') ? fill(text) : text;

/** Fills the values of a map of texts. */
export const fillValues = async (
  texts: Readonly<Record<string, SecretText>>,
  fill: Fill,
): Promise<readonly (readonly [string, string])[]> => {
  const entries = Object.entries(texts);
  if (!entries.some(([, value]) => value.includes('${'))) return entries;
  return Promise.all(entries.map(async ([name, value]) => [name, await fillText(value, fill)] as const));
};
