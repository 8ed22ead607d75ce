import * as v from 'valibot';

import { described, httpUrl, text, texts, wholeNumber } from '../../../core/config/fields.ts';
import { addressesEntry, networkEntries } from '../network-entries.ts';
import { sampleTraceEntry } from '../sample-trace.ts';
import { tlsEntries } from '../tls-entries.ts';
import { authEntry } from './auth-entry.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** 1 MiB, as CloudWatch Synthetics has it; a health answer is far smaller. */
const BODY_SIZE_LIMIT = 1_048_576;

const body = v.union([
  v.string(),
  v.strictObject({ json: described(v.unknown(), 'Sent as JSON.') }),
  v.strictObject({ form: described(texts(), 'Sent as a form.') }),
  v.strictObject({
    file: described(
      text('expected a path'),
      'The path of a file beside the config, sent as it is; on AWS it becomes part of the plan.',
    ),
  }),
]);

/** The config keys of one HTTP request. */
export const REQUEST_ENTRIES = {
  url: described(httpUrl(), 'What is requested.'),
  method: v.optional(described(v.picklist(METHODS), 'The method.'), 'GET'),
  headers: v.optional(described(texts(), 'Headers to send.'), {}),
  body: v.optional(described(body, 'A text, `json`, a `form` or a `file`.')),
  auth: authEntry,
};

/** The config keys of an HTTP exchange, with its connection. */
export const HTTP_ENTRIES = {
  ...REQUEST_ENTRIES,
  followRedirects: v.optional(described(v.boolean(), 'Whether redirects are followed.'), true),
  maxRedirects: v.optional(described(wholeNumber(0, 20), 'More of them are a failure.'), 10),
  compression: v.optional(
    described(v.picklist(['none', 'gzip', 'br', 'zstd', 'deflate']), 'The `Accept-Encoding` to send.'),
    'none',
  ),
  bodySizeLimit: v.optional(
    described(wholeNumber(0, 104_857_600), 'Bytes of the body that are read, counted after decompression.'),
    BODY_SIZE_LIMIT,
  ),
  http: v.optional(described(v.picklist([1.1, 2]), 'The version of HTTP.'), 1.1),
  connection: v.optional(
    described(
      v.picklist(['new', 'reuse']),
      '`new` sees DNS, TCP and TLS every time; `reuse` measures the answer alone.',
    ),
    'new',
  ),
  ...sampleTraceEntry,
  ...networkEntries,
  ...addressesEntry,
  tls: v.optional(described(v.strictObject(tlsEntries), 'How TLS is spoken.')),
};

/** The target of a check of type `http`. */
export type HttpTarget = v.InferOutput<v.StrictObjectSchema<typeof HTTP_ENTRIES, undefined>>;
