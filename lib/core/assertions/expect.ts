import * as v from 'valibot';

import { duration } from '../config/duration.ts';
import { described, wholeNumber } from '../config/fields.ts';
import { FAILURE_KINDS } from '../probe/failure.ts';
import { jsonPathProblem } from './json-path.ts';
import { jsonSchemaProblem } from './json-schema/schema-problem.ts';
import { jsonMatcher, numberMatcher, textMatcher, textOperators, timeLimits } from './matchers.ts';
import { isStatusRange } from './status-code.ts';

const TARGET_FAILURES = FAILURE_KINDS.filter((kind) => kind !== 'prober');

const STATUS_EXPECTED = 'expected a status such as 200, 2xx or 200-299';

const statusRange = v.pipe(
  v.union([v.string(), v.number()], STATUS_EXPECTED),
  v.transform(String),
  v.check(isStatusRange, STATUS_EXPECTED),
);

const jsonPath = v.pipe(
  v.string(),
  v.check(
    (path) => jsonPathProblem(path) === undefined,
    (issue) => `not a JSONPath (RFC 9535): ${jsonPathProblem(issue.input) ?? ''}`,
  ),
);

const jsonSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check(
    (schema) => jsonSchemaProblem(schema) === undefined,
    (issue) => `not a JSON Schema that can be used: ${jsonSchemaProblem(issue.input) ?? ''}`,
  ),
);

const FAILURE_EXPECTED = `expected a code such as ECONNREFUSED, or one of ${TARGET_FAILURES.join(', ')}`;

/** Kinds are lower case, codes of systems are not; a fault of ours can be nobody's expectation. */
const failureWord = v.pipe(
  v.string(FAILURE_EXPECTED),
  v.check(
    (word) => TARGET_FAILURES.some((kind) => kind === word) || /^[A-Z][A-Z0-9_]{2,63}$/.test(word),
    FAILURE_EXPECTED,
  ),
);

const failures = v.union([failureWord, v.array(failureWord)], FAILURE_EXPECTED);

const latency = v.union([
  duration({ min: 1 }),
  v.strictObject({
    degraded: v.optional(duration({ min: 1 })),
    down: v.optional(duration({ min: 1 })),
    dns: v.optional(timeLimits),
    connect: v.optional(timeLimits),
    tls: v.optional(timeLimits),
    ttfb: v.optional(timeLimits),
    transfer: v.optional(timeLimits),
  }),
]);

const body = v.union([
  v.string(),
  v.strictObject({
    ...textOperators.entries,
    maxSize: v.optional(described(wholeNumber(0, 2 ** 40), 'Bytes after decompression, at most.')),
    minSize: v.optional(described(wholeNumber(0, 2 ** 40), 'Bytes after decompression, at least.')),
    sha256: v.optional(described(v.pipe(v.string(), v.hash(['sha256'])), 'The SHA-256 of the body, in hex.')),
  }),
]);

const certificate = v.strictObject({
  subject: v.optional(textMatcher),
  issuer: v.optional(textMatcher),
  names: v.optional(textMatcher),
  fingerprint256: v.optional(textMatcher),
  tlsVersion: v.optional(textMatcher),
});

/** Everything that `expect:` knows; a check type takes the keys that make sense for its facts. */
export const EXPECT_ENTRIES = {
  failure: v.optional(
    described(
      failures,
      'How the attempt must fail, by kind (`connect`, `tls`, …) or code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`): a port that must be closed, a certificate that must be refused. Nothing else can be expected beside it.',
    ),
  ),
  status: v.optional(
    described(
      v.union([statusRange, v.array(statusRange)]),
      'The status: `200`, `2xx`, `200-299` or a list; `2xx` when left out.',
    ),
  ),
  latency: v.optional(
    described(latency, 'The longest time, in all or per phase. A bare duration is the limit for `down`.'),
  ),
  headers: v.optional(
    described(v.record(v.string(), textMatcher), 'By header name: the text, or relations to it.'),
  ),
  body: v.optional(described(body, 'A text that the body contains, or relations to it.')),
  json: v.optional(
    described(v.record(jsonPath, jsonMatcher), 'By JSONPath (RFC 9535): the value, or relations to it.'),
  ),
  jsonSchema: v.optional(
    described(jsonSchema, 'A JSON Schema (2020-12) that the body must be valid against.'),
  ),
  certificateExpiry: v.optional(
    described(
      timeLimits,
      'How long the certificate must still be valid. A bare duration is the limit for `degraded`: nobody is harmed yet.',
    ),
  ),
  domainExpiry: v.optional(
    described(
      timeLimits,
      'How long the domain must still be registered. A bare duration is the limit for `degraded`.',
    ),
  ),
  domainStatus: v.optional(described(textMatcher, 'The status values of the registration: `client hold`, …')),
  registrar: v.optional(described(textMatcher, 'The name of the registrar.')),
  certificate: v.optional(described(certificate, 'What the certificate says.')),
  redirect: v.optional(described(textMatcher, 'Where the last redirect led to.')),
  protocol: v.optional(described(textMatcher, 'The protocol that was spoken: `HTTP/1.1`, `h2`.')),
  answers: v.optional(described(textMatcher, 'The records, in any order.')),
  count: v.optional(described(numberMatcher, 'How many records.')),
  ttl: v.optional(described(numberMatcher, 'The shortest time to live of the records, in seconds.')),
  rcode: v.optional(described(textMatcher, 'The code of the answer: `NOERROR`, `NXDOMAIN`.')),
  authoritative: v.optional(described(v.boolean(), 'Whether the answer came from an authority.')),
  received: v.optional(described(textMatcher, 'What the other side sent.')),
  serving: v.optional(described(textMatcher, 'The health that was reported: `SERVING`.')),
  exitCode: v.optional(described(numberMatcher, 'The exit code; `0` when left out.')),
  output: v.optional(described(textMatcher, 'What was printed.')),
};

type Entries = typeof EXPECT_ENTRIES;

/** A validated `expect:` block. */
export type Expect = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** The `expect:` block of a check type: the keys that it lists. */
export const expectSchema = (expects: readonly string[]): v.StrictObjectSchema<Entries, undefined> => {
  const picked = Object.entries(EXPECT_ENTRIES).filter(([key]) => expects.includes(key));
  // The keys left out are optional, so the output has the same type.
  return v.strictObject(Object.fromEntries(picked) as Entries);
};
