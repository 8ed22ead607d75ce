import type { AttemptContext } from '../../../core/probe/contract.ts';
import { authHeaders, type Way } from './auth-headers.ts';
import { fillText, fillValues } from './fill-texts.ts';
import type { HttpTarget } from './http-entries.ts';
import type { HttpRequest } from './message.ts';
import { requestBody, type Content } from './request-body.ts';

/** What of a target makes its request. */
export type RequestTarget = Pick<HttpTarget, 'url' | 'method' | 'headers' | 'body' | 'auth' | 'compression'> &
  Way;

/** A request, and where it holds what may be secret. */
export interface BuiltRequest {
  readonly request: HttpRequest;
  /** Whether something in it was looked up, and may be another one by now. */
  readonly hasSecrets: boolean;
  readonly secretBody: boolean;
}

type Header = readonly [name: string, value: string];

const USER_AGENT = 'whydown/0.1';

/**
 * Fills secrets and templates in, and adds the identity of the attempt; `fresh` trusts nothing that is remembered.
 * Throws when a secret is missing, a token refused, or the URL none once it is filled.
 */
export const buildRequest = async (
  target: RequestTarget,
  context: AttemptContext,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<BuiltRequest> => {
  const fill: AttemptContext['fill'] = fresh ? (text) => context.fill(text, { fresh }) : context.fill;
  const { url, own } = fixedOf(target) ?? (await filledOf(target, fill));
  const content = await requestBody(target.body, fill);
  const headers = plainHeaders(
    { own, content, defaults: defaultHeaders(target, url, context) },
    target.method,
  );
  const request = { method: target.method, url, headers, body: content.content };
  const secrets = secretsOf(target);
  if (!target.auth) return { request, ...secrets };
  const proof = await authHeaders(target.auth, { ...context, fill }, { request, fresh, way: target });
  return { request: { ...request, headers: [...headers, ...proof] }, ...secrets };
};

/** Where a request goes, and the headers that the check gives it. */
interface Addressed {
  readonly url: URL;
  readonly own: readonly Header[];
}

const filledOf = async ({ url, headers }: RequestTarget, fill: AttemptContext['fill']): Promise<Addressed> =>
  addressed(await fillText(url, fill), await fillValues(headers, fill));

const addressed = (text: string, headers: readonly Header[]): Addressed => {
  const url = new URL(text);
  return { url, own: [...urlCredentials(url), ...headers] };
};

const fixed = new WeakMap<RequestTarget, Addressed>();

/** Of targets in which nothing is filled in, read once. Nobody changes a URL that is built. */
const fixedOf = (target: RequestTarget): Addressed | undefined => {
  const known = fixed.get(target);
  if (known) return known;
  const headers = Object.entries(target.headers);
  if ([target.url, ...headers.flat()].some((text) => text.includes('${'))) return undefined;
  const made = addressed(target.url, headers);
  fixed.set(target, made);
  return made;
};

interface HeaderSources {
  readonly own: readonly Header[];
  readonly content: Content;
  readonly defaults: readonly Header[];
}

/** What the check says goes before what we would say. */
const plainHeaders = (
  { own, content: { content, contentType }, defaults }: HeaderSources,
  method: string,
): readonly Header[] => {
  const given = new Set(own.map(([name]) => name.toLowerCase()));
  const withType =
    contentType === undefined ? defaults : [...defaults, ['Content-Type', contentType] as const];
  const hasLength = content !== undefined || !BODILESS.has(method);
  return [
    ...withType.filter(([name]) => !given.has(name.toLowerCase())),
    ...own,
    ...(hasLength ? [['Content-Length', String(content?.length ?? 0)] as const] : []),
  ];
};

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

const defaultHeaders = (
  { compression }: RequestTarget,
  url: URL,
  { id }: AttemptContext,
): readonly Header[] => [
  ['Host', url.host],
  ['User-Agent', USER_AGENT],
  ['Accept', '*/*'],
  ...(compression === 'none' ? [] : [['Accept-Encoding', compression] as const]),
  ['X-Request-ID', id.requestId],
  ['traceparent', id.traceparent],
  ['X-Amzn-Trace-Id', id.amznTraceId],
];

/** `https://user:pass@host/` means basic authentication; the URL itself must not carry it any further. */
const urlCredentials = (url: URL): readonly Header[] => {
  if (url.username === '' && url.password === '') return [];
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]];
};

// ${secret:api#token} · ${ssm:/token} · ${token}, a variable of a chain; not what is made anew for each request
const FILLED_IN = /\$\{(?!(?:uuid|timestamp|isoTimestamp)\})/;

type Secrets = Omit<BuiltRequest, 'request'>;

/** A target does not change, and is probed again and again. */
const known = new WeakMap<RequestTarget, Secrets>();

const secretsOf = (target: RequestTarget): Secrets => {
  const found = known.get(target);
  if (found) return found;
  const { url, headers, body, auth } = target;
  const secretBody = refers(body);
  const hasSecrets = secretBody || auth !== undefined || refers([url, headers]);
  known.set(target, { secretBody, hasSecrets });
  return { secretBody, hasSecrets };
};

const refers = (value: unknown): boolean => FILLED_IN.test(JSON.stringify(value ?? null));
