import { readFile } from 'node:fs/promises';

import type { AttemptContext } from '../../core/probe/contract.ts';
import { fillText } from './http/fill-texts.ts';

/** A PEM text as it stands, out of a secret, or out of a file. */
export const readPem = async (
  text: string | undefined,
  fill: AttemptContext['fill'],
): Promise<string | undefined> => {
  if (text === undefined) return undefined;
  const filled = await fillText(text, fill);
  if (filled.includes('-----BEGIN ')) return filled;
  // What a secret holds must not be taken for a path: it would stand in the error.
  if (filled !== text) throw new Error('the secret that tls refers to holds no PEM');
  return readFile(filled, 'utf8');
};
