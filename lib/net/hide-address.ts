import { forTerminal } from '../core/notify/escape.ts';
import type { HttpMessage } from './post-once.ts';

const MAX_SHOWN = 200;

/** Shorter ones are words like `/` that would blank out everything. */
const MIN_SECRET = 4;

/** A server's answer for an error message: servers like to repeat the address and the headers that they were sent. */
export const hideAddress = (answer: string, { url, headers, signature }: HttpMessage): string => {
  const { pathname, search, username, password } = new URL(url);
  const secrets = [
    url,
    `${pathname}${search}`,
    pathname,
    search,
    username,
    password,
    signature?.secret ?? '',
  ];
  const hidden = [...secrets, ...Object.values(headers)]
    .filter((secret) => secret.length >= MIN_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, '***'), answer);
  return forTerminal(hidden).replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SHOWN);
};
