import { PHASES } from '../probe/observation.ts';
import type { Milliseconds } from '../time.ts';
import type { Assertion, Relation, Severity } from './assertion.ts';
import type { Expect } from './expect.ts';
import { relationsOf, type Custom } from './matchers.ts';

type Limits =
  | Milliseconds
  | { readonly degraded?: Milliseconds | undefined; readonly down?: Milliseconds | undefined }
  | undefined;

const SEVERITIES: readonly Severity[] = ['degraded', 'down'];

/** Facts with one value of their own, and how a bare value is related to them. */
const PLAIN_FACTS = [
  'redirect',
  'protocol',
  'count',
  'ttl',
  'rcode',
  'authoritative',
  'received',
  'serving',
  'exitCode',
  'output',
  'registrar',
  'domainStatus',
] as const satisfies readonly (keyof Expect)[];

/**
 * What a bare value of a fact stands for when the check says nothing: a service that answers 500 is not up, whether or
 * not somebody wrote `status: 2xx`.
 */
const DEFAULTS: Expect = { status: '2xx', exitCode: 0, serving: 'SERVING', rcode: 'NOERROR' };

/** The assertions of an `expect:` block, with the defaults of those facts that the check type knows. */
export const toAssertions = (expect: Expect, expects: readonly string[] = []): readonly Assertion[] => {
  if (expect.failure !== undefined)
    return [{ fact: 'failure', relation: 'is', expected: [expect.failure].flat(), severity: 'down' }];
  const defaults = Object.fromEntries(Object.entries(DEFAULTS).filter(([key]) => expects.includes(key)));
  const all: Expect = { ...defaults, ...expect };
  return [
    ...status(all.status),
    ...PLAIN_FACTS.flatMap((fact) => related({ fact }, all[fact])),
    ...related({ fact: 'answers' }, sorted(all.answers), WHOLE_VALUE),
    ...latency(all.latency),
    ...Object.entries(all.headers ?? {}).flatMap(([name, matcher]) =>
      related({ fact: 'header', selector: name.toLowerCase() }, matcher),
    ),
    ...body(all.body),
    ...Object.entries(all.json ?? {}).flatMap(([path, matcher]) =>
      related({ fact: 'json', selector: path }, matcher, WHOLE_VALUE),
    ),
    ...schemaOf(all.jsonSchema),
    ...Object.entries(all.certificate ?? {}).flatMap(([part, matcher]) =>
      related({ fact: 'certificate', selector: part }, matcher, part === 'names' ? PART_OF_TEXT : ONE_TEXT),
    ),
    ...limits({ fact: 'certificateExpiry' }, '>=', all.certificateExpiry, 'degraded'),
    ...limits({ fact: 'domainExpiry' }, '>=', all.domainExpiry, 'degraded'),
  ];
};

type Fact = Pick<Assertion, 'fact' | 'selector'>;

/** Most facts are one text: a bare list means one of them. */
const ONE_TEXT: Custom = { bare: '==', list: 'is' };

/** A fact that is a list itself, or any JSON value. */
const WHOLE_VALUE: Custom = { bare: '==', list: '==' };

const PART_OF_TEXT: Custom = { bare: 'contains', list: 'is' };

const related = (fact: Fact, matcher: unknown, custom = ONE_TEXT): readonly Assertion[] =>
  matcher === undefined
    ? []
    : relationsOf(matcher, custom).map((each) => ({ ...fact, ...each, severity: 'down' }));

/** The answers of DNS have no order: the prober sorts them, and so do we. */
const sorted = (matcher: unknown): unknown =>
  Array.isArray(matcher) ? matcher.map(String).sort((a, b) => (a < b ? -1 : 1)) : matcher;

const status = (expected: Expect['status']): readonly Assertion[] => {
  if (expected === undefined) return [];
  const relation = Array.isArray(expected) ? 'is' : '==';
  return [{ fact: 'status', relation, expected, severity: 'down' }];
};

const latency = (expected: Expect['latency']): readonly Assertion[] => {
  if (expected === undefined || typeof expected === 'number')
    return limits({ fact: 'latency' }, '<=', expected, 'down');
  return [
    ...limits({ fact: 'latency' }, '<=', expected, 'down'),
    ...PHASES.flatMap((phase) => limits({ fact: 'latency', selector: phase }, '<=', expected[phase], 'down')),
  ];
};

const limits = (fact: Fact, relation: Relation, expected: Limits, bare: Severity): readonly Assertion[] => {
  if (expected === undefined) return [];
  if (typeof expected === 'number') return [{ ...fact, relation, expected, severity: bare }];
  return SEVERITIES.flatMap((severity) =>
    expected[severity] === undefined ? [] : [{ ...fact, relation, expected: expected[severity], severity }],
  );
};

const schemaOf = (schema: Expect['jsonSchema']): readonly Assertion[] =>
  schema === undefined
    ? []
    : [{ fact: 'json', selector: '$', relation: 'valid against', expected: schema, severity: 'down' }];

const body = (expected: Expect['body']): readonly Assertion[] => {
  if (expected === undefined || typeof expected === 'string')
    return related({ fact: 'body' }, expected, PART_OF_TEXT);
  const { maxSize, minSize, sha256, ...text } = expected;
  return [
    ...related({ fact: 'body' }, text),
    ...related({ fact: 'bodySize' }, { lessThanOrEqual: maxSize, greaterThanOrEqual: minSize }),
    ...related({ fact: 'bodySha256' }, sha256?.toLowerCase()),
  ];
};
