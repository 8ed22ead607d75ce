import { createHash, createHmac } from 'node:crypto';

import type { AwsCredentials } from '../../../core/probe/aws-credentials.ts';
import type { HttpRequest } from './message.ts';

/** For what a signature is valid, and from when. */
export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

type Header = readonly [name: string, value: string];

/** The headers that sign a request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export const signV4 = (
  request: Pick<HttpRequest, 'method' | 'url' | 'body'>,
  credentials: AwsCredentials,
  scope: SigningScope,
): readonly Header[] => {
  // 20150830T123600Z
  const amzDate = scope.at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const bodyHash = sha256(request.body ?? '');
  const added: readonly Header[] = [
    ['X-Amz-Date', amzDate],
    ...(credentials.sessionToken ? [['X-Amz-Security-Token', credentials.sessionToken] as const] : []),
    // S3 alone insists on it.
    ...(scope.service === 's3' ? [['X-Amz-Content-Sha256', bodyHash] as const] : []),
  ];
  const signed = [['Host', request.url.host] as const, ...added]
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = canonicalRequest(request, scope.service, { signed, names, bodyHash });
  const path = [amzDate.slice(0, 8), scope.region, scope.service, 'aws4_request'];
  const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${path.join('/')}\n${sha256(canonical)}`;
  const key = path.reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  const parts = [
    `Credential=${credentials.accessKeyId}/${path.join('/')}`,
    `SignedHeaders=${names}`,
    `Signature=${hmac(key, toSign).toString('hex')}`,
  ];
  return [...added, ['Authorization', `AWS4-HMAC-SHA256 ${parts.join(', ')}`]];
};

interface Signed {
  readonly signed: readonly Header[];
  readonly names: string;
  readonly bodyHash: string;
}

const canonicalRequest = (
  { method, url }: Pick<HttpRequest, 'method' | 'url'>,
  service: string,
  { signed, names, bodyHash }: Signed,
): string =>
  [
    method,
    canonicalPath(url.pathname, service),
    canonicalQuery(url.searchParams),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyHash,
  ].join('\n');

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Every byte but the unreserved ones of RFC 3986. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The path as it is sent is encoded once more, except for S3. */
const canonicalPath = (pathname: string, service: string): string =>
  service === 's3' ? pathname : pathname.split('/').map(encode).join('/');

const canonicalQuery = (parameters: URLSearchParams): string =>
  [...parameters]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');
