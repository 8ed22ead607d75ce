import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { EXPECT_ENTRIES, expectSchema } from '../../../lib/core/assertions/expect.ts';
import { toAssertions } from '../../../lib/core/assertions/to-assertions.ts';

const schema = expectSchema(Object.keys(EXPECT_ENTRIES));

const messages = (issues: readonly v.BaseIssue<unknown>[]): readonly string[] =>
  issues.flatMap((issue) => (issue.issues ? messages(issue.issues) : [issue.message]));

describe('the expect block', () => {
  it.each<[unknown, RegExp]>([
    [{ status: '2x' }, /expected a status such as 200, 2xx or 200-299/],
    [{ status: '299-200' }, /expected a status/],
    [{ status: 99 }, /expected a status/],
    [{ latency: 'fast' }, /expected a duration such as/],
    [{ latency: { slow: '1s' } }, /slow/],
    [{ body: { matches: '(?=x)' } }, /look-around is not supported/],
    [{ body: { matches: '(?<!x)y' } }, /look-around is not supported/],
    [{ body: { matches: '[a' } }, /not a regular expression \(RE2\): missing closing \]/],
    [{ body: { matches: String.raw`(a)\1` } }, /not a regular expression \(RE2\)/],
    [{ body: { equal: 'x' } }, /equal/],
    [{ body: { sha256: 'abc' } }, /hash/],
    [{ json: { 'db.up': true } }, /not a JSONPath \(RFC 9535\)/],
    [{ json: { '$.a': { is: 1 } } }, /is/],
    [
      { jsonSchema: { typ: 'x' } },
      /not a JSON Schema that can be used: #\/typ: this keyword is not supported/,
    ],
    [{ certificateExpiry: 14 }, /expected a duration/],
  ])('refuses %j', (written, message) => {
    const result = v.safeParse(schema, written);
    expect(messages(result.issues ?? []).join('\n')).toMatch(message);
  });

  it('knows only the keys of its check type', () => {
    expect(v.safeParse(expectSchema(['latency']), { status: 200 }).success).toBe(false);
  });

  it('expects a 2xx when nothing is said of the status, of types that have one', () => {
    expect(toAssertions({}, ['status'])).toEqual([
      { fact: 'status', relation: '==', expected: '2xx', severity: 'down' },
    ]);
    expect(toAssertions({ status: '404' }, ['status'])).toHaveLength(1);
    expect(toAssertions({}, ['latency'])).toEqual([]);
  });

  it.each<[unknown, readonly string[]]>([
    [{ latency: '1s' }, ['down 1000']],
    [{ latency: { degraded: '500ms', down: '2s' } }, ['degraded 500', 'down 2000']],
    [{ latency: { dns: { degraded: '1s' } } }, ['degraded 1000']],
    [{ certificateExpiry: '14d' }, ['degraded 1209600000']],
    [{ certificateExpiry: { degraded: '30d', down: '1d' } }, ['degraded 2592000000', 'down 86400000']],
  ])('makes %j a matter of severity', (written, severities) => {
    const assertions = toAssertions(v.parse(schema, written));
    expect(assertions.map(({ severity, expected }) => `${severity} ${String(expected)}`)).toEqual(severities);
  });

  it('gives plain JSON, so that a plan can be a file', () => {
    const assertions = toAssertions(
      v.parse(schema, { status: [200], body: { matches: ['a', 'b'] }, json: { $: { exists: true } } }),
    );
    expect(JSON.parse(JSON.stringify(assertions))).toEqual(assertions);
    expect(assertions).toHaveLength(4);
  });
});
