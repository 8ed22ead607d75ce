import { readFile } from 'node:fs/promises';

import type { AttemptContext } from '../../../core/probe/contract.ts';
import { authHeaders } from './auth-headers.ts';
import { fillText, fillValues } from './fill-texts.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpRequest } from './message.ts';

/** What of a target makes its request. */
export type RequestTarget = Pick<HttpTarget, 'url' | 'method' | 'headers' | 'body' | 'auth' | 'compression'>;

/** A request, with the names of those headers that hold credentials. */
export interface BuiltRequest {
  readonly request: HttpRequest;
  readonly secrets: ReadonlySet<string>;
}

const USER_AGENT = 'whydown/0.1';

/** Fills secrets and templates in, and adds the identity of the attempt. Throws when the URL is none once it is filled. */
export const buildRequest = async (target: RequestTarget, context: AttemptContext): Promise<BuiltRequest> => {
  const { fill, id } = context;
  const url = new URL(await fillText(target.url, fill));
  const own = await fillValues(target.headers, fill);
  const auth = [...urlCredentials(url), ...(await authHeaders(target.auth, fill))];
  const { content, contentType } = await bodyOf(target.body, fill);
  const given = new Set([...own, ...auth].map(([name]) => name.toLowerCase()));
  const defaults: readonly (readonly [string, string])[] = [
    ['Host', url.host],
    ['User-Agent', USER_AGENT],
    ['Accept', '*/*'],
    ...(target.compression === 'none' ? [] : [['Accept-Encoding', target.compression] as const]),
    ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
    ['X-Request-ID', id.requestId],
    ['traceparent', id.traceparent],
    ['X-Amzn-Trace-Id', id.amznTraceId],
  ];
  const length =
    content || !BODILESS.has(target.method)
      ? [['Content-Length', String(content?.length ?? 0)] as const]
      : [];
  const headers = [
    ...defaults.filter(([name]) => !given.has(name.toLowerCase())),
    ...own,
    ...auth,
    ...length,
  ];
  return {
    request: { method: target.method, url, headers, body: content },
    secrets: new Set([
      ...auth.map(([name]) => name.toLowerCase()),
      ...Object.entries(target.headers)
        .filter(isSecret)
        .map(([name]) => name.toLowerCase()),
    ]),
  };
};

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

const isSecret = ([, value]: readonly [string, string]): boolean => /\$\{(?:secret|ssm|env):/.test(value);

/** `https://user:pass@host/` means basic authentication; the URL itself must not carry it any further. */
const urlCredentials = (url: URL): readonly (readonly [string, string])[] => {
  if (url.username === '' && url.password === '') return [];
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]];
};

interface Content {
  readonly content?: Buffer;
  readonly contentType?: string;
}

const bodyOf = async (body: RequestTarget['body'], fill: AttemptContext['fill']): Promise<Content> => {
  if (body === undefined) return {};
  if (typeof body === 'string') return { content: Buffer.from(await fillText(body, fill)) };
  if ('json' in body) {
    const content = Buffer.from(await fillText(JSON.stringify(body.json), fill));
    return { content, contentType: 'application/json' };
  }
  if ('file' in body) return { content: await readFile(body.file) };
  const form = new URLSearchParams(Object.fromEntries(await fillValues(body.form, fill)));
  return { content: Buffer.from(form.toString()), contentType: 'application/x-www-form-urlencoded' };
};
