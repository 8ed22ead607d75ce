import { readFile } from 'node:fs/promises';

import type { AttemptContext } from '../../../core/probe/contract.ts';
import { fillText, fillValues } from './fill-texts.ts';
import type { HttpTarget } from './http-entries.ts';

/** The bytes of a body, and what they are. */
export interface Content {
  readonly content?: Buffer;
  readonly contentType?: string;
}

/** Fills a body in. Throws when its file cannot be read. */
export const requestBody = async (
  body: HttpTarget['body'],
  fill: AttemptContext['fill'],
): Promise<Content> => {
  if (body === undefined) return {};
  if (typeof body === 'string') return { content: Buffer.from(await fillText(body, fill)) };
  if ('file' in body) return { content: await readFile(body.file) };
  if ('json' in body) {
    const content = Buffer.from(await fillText(JSON.stringify(body.json), fill));
    return { content, contentType: 'application/json' };
  }
  const form = new URLSearchParams(Object.fromEntries(await fillValues(body.form, fill)));
  return { content: Buffer.from(form.toString()), contentType: 'application/x-www-form-urlencoded' };
};
