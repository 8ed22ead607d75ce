import * as v from 'valibot';

import { expectSchema } from '../../../core/assertions/expect.ts';
import { duration } from '../../../core/config/duration.ts';
import { described, text } from '../../../core/config/fields.ts';
import { HTTP_ENTRIES, REQUEST_ENTRIES } from '../http/http-entries.ts';
import { extractEntry } from './extract.ts';

/** The assertions of a step: those of an HTTP exchange. */
export const STEP_EXPECTS = [
  'status',
  'latency',
  'headers',
  'body',
  'json',
  'jsonSchema',
  'redirect',
  'protocol',
] as const;

const URL_EXPECTED = 'expected an http(s) URL';

const stepUrl = v.pipe(
  v.string(URL_EXPECTED),
  v.check((url) => url.includes('${') || /^https?:\/\/./.test(url), URL_EXPECTED),
);

const step = v.strictObject({
  ...REQUEST_ENTRIES,
  name: described(text('expected the name of the step'), 'Shown in messages.'),
  url: described(stepUrl, 'What is requested; may hold variables.'),
  wait: v.optional(
    described(duration({ min: 0, max: 60_000 }), 'Time to wait before this request is sent.'),
    '0s',
  ),
  always: v.optional(
    described(
      v.boolean(),
      'Also sent when a step before it has failed: to log out, to take back what the chain did.',
    ),
    false,
  ),
  expect: v.optional(described(expectSchema(STEP_EXPECTS), 'What must be true of this answer.'), {}),
  extract: extractEntry,
});

// `connection` and `addresses` have no meaning in a chain: each of its requests is a new connection to one address.
const {
  url: _url,
  method: _method,
  headers: _headers,
  body: _body,
  auth: _auth,
  connection: _connection,
  addresses: _addresses,
  ...shared
} = HTTP_ENTRIES;

/** The config keys of a chain of requests; those of the connection hold for all of them. */
export const STEPS_ENTRIES = {
  steps: described(
    v.pipe(
      v.array(step, 'expected a list of steps'),
      v.minLength(1, 'expected at least one step'),
      v.maxLength(20, 'expected at most 20 steps'),
    ),
    'Requests, one after the other; after the first that fails, only those that are sent always.',
  ),
  ...shared,
};

/** The target of a check of type `steps`. */
export type StepsTarget = v.InferOutput<v.StrictObjectSchema<typeof STEPS_ENTRIES, undefined>>;

/** One step. */
export type StepTarget = StepsTarget['steps'][number];
