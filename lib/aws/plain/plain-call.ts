import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

import type { Clock, Randomness } from '../../core/ports.ts';
import { endpointOf, type JsonApi } from './endpoint.ts';
import { post, type Answer } from './post.ts';

/** Calls one operation of an API; the input and the answer are as on the wire. Rejects with the name that AWS gives an error. */
export type PlainCall = (operation: string, input: object) => Promise<unknown>;

/** What calling needs of the world. */
export interface PlainWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly randomness: Pick<Randomness, 'next'>;
  /** Of one attempt. @default 5_000 */
  readonly timeoutMs?: number;
}

/** As the SDK has it for DynamoDB. */
const ATTEMPTS = 4;

const BASE_MS = 50;

const TIMEOUT_MS = 5_000;

/** From so many bytes on, as the SDK. */
const GZIP_FROM = 10_240;

/**
 * What a minute in which all is well needs of the SDK: signed calls of an API that takes JSON, with retries. The SDK's clients would
 * be half of a cold start. Undefined where only the SDK knows the endpoint or the credentials.
 */
export const plainCall = (api: JsonApi, world: PlainWorld): PlainCall | undefined => {
  const { env, timeoutMs = TIMEOUT_MS } = world;
  const url = endpointOf(api, env);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const { AWS_REGION: region, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!url || !region || !accessKeyId || !secretAccessKey) return undefined;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const signer = new SignatureV4({ service: api.service, region, credentials, sha256: Sha256 });

  const once = async (operation: string, { body, headers }: Encoded): Promise<Answer> => {
    const { headers: signed } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      query: {},
      headers: {
        ...headers,
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${api.target}.${operation}`,
      },
      body,
    });
    return post({ url, headers: signed, body, timeoutMs });
  };

  return async (operation, input) => {
    const encoded = await encode(JSON.stringify(input), api);
    for (let attempt = 1; ; attempt++) {
      const { value, error, isRetryable } = await outcomeOf(once(operation, encoded));
      if (!error) return value;
      if (!isRetryable || attempt === ATTEMPTS) throw error;
      await world.clock.sleep(world.randomness.next() * BASE_MS * 2 ** attempt);
    }
  };
};

interface Encoded {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const encode = async (text: string, { takesGzip }: JsonApi): Promise<Encoded> =>
  takesGzip && Buffer.byteLength(text) >= GZIP_FROM
    ? { body: await promisify(gzip)(text), headers: { 'content-encoding': 'gzip' } }
    : { body: text, headers: {} };

interface Outcome {
  readonly value?: unknown;
  readonly error?: Error;
  readonly isRetryable?: boolean;
}

// ThrottlingException · ProvisionedThroughputExceededException · RequestLimitExceeded · TooManyRequestsException
const THROTTLED =
  /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests|InternalServerError|ServiceUnavailable/;

const outcomeOf = async (asked: Promise<Answer>): Promise<Outcome> => {
  try {
    const { status, body } = await asked;
    if (status >= 200 && status < 300) return { value: JSON.parse(body || '{}') };
    const error = errorOf(status, body);
    return { error, isRetryable: status >= 500 || status === 429 || THROTTLED.test(error.name) };
  } catch (cause) {
    // No answer, or half of one.
    return { error: cause instanceof Error ? cause : new Error(String(cause)), isRetryable: true };
  }
};

/** `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}` */
const errorOf = (status: number, body: string): Error => {
  let said: { readonly ['__type']?: string; readonly message?: string; readonly Message?: string } = {};
  try {
    said = JSON.parse(body) as typeof said;
  } catch {
    // A proxy's page; the status is told.
  }
  const { __type: type = `HTTP ${status}` } = said;
  const name = type.replace(/^.*#/, '').replace(/:.*$/, '');
  return Object.assign(new Error(said.message ?? said.Message ?? `answered ${status}`), { name });
};
