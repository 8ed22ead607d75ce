import { readFile } from 'node:fs/promises';

import type { AttemptContext } from '../../../core/probe/contract.ts';
import { PLANNED_FILE, type FileKey } from '../../../core/probe/file-key.ts';
import { fillText, fillValues } from './fill-texts.ts';
import type { HttpTarget } from './http-entries.ts';

/** The bytes of a body, and what they are. */
export interface Content {
  readonly content?: Buffer;
  readonly contentType?: string;
}

/** Where a request names files. */
export const REQUEST_FILES: readonly FileKey[] = [{ keys: ['body', 'file'], holds: 'bytes' }];

/** Fills a body in. Throws when its file cannot be read. */
export const requestBody = async (
  body: HttpTarget['body'],
  fill: AttemptContext['fill'],
): Promise<Content> => {
  if (body === undefined) return {};
  if (typeof body === 'string') return { content: Buffer.from(await fillText(body, fill)) };
  if ('file' in body) return { content: await fileContent(body.file) };
  if ('json' in body) {
    const content = Buffer.from(JSON.stringify(await fillLeaves(body.json, fill)));
    return { content, contentType: 'application/json' };
  }
  const form = new URLSearchParams(Object.fromEntries(await fillValues(body.form, fill)));
  return { content: Buffer.from(form.toString()), contentType: 'application/x-www-form-urlencoded' };
};

/** The config has made an absolute path of it, or on AWS put its contents here. */
const fileContent = async (file: string): Promise<Buffer> =>
  file.startsWith(PLANNED_FILE) ? Buffer.from(file.slice(PLANNED_FILE.length), 'base64') : readFile(file);

/** Text by text, so that what is filled in cannot end the text that it stands in. */
const fillLeaves = async (value: unknown, fill: AttemptContext['fill']): Promise<unknown> => {
  if (typeof value === 'string') return fillText(value, fill);
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillLeaves(item, fill)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, each]) => [key, await fillLeaves(each, fill)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};
