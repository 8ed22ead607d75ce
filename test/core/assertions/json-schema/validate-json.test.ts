import { describe, expect, it } from 'vitest';

import type { Schema } from '../../../../lib/core/assertions/json-schema/check.ts';
import { jsonSchemaProblem } from '../../../../lib/core/assertions/json-schema/schema-problem.ts';
import { validateJson } from '../../../../lib/core/assertions/json-schema/validate-json.ts';

const TREE: Schema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
};

const ORDER: Schema = {
  $defs: { price: { type: 'number', exclusiveMinimum: 0 } },
  type: 'object',
  properties: { price: { $ref: '#/$defs/price' } },
  additionalProperties: false,
};

/** As text: an object with a `then` of its own is taken for a promise. */
const BRANCHES = JSON.parse('{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}') as Schema;

describe('validateJson', () => {
  it.each<[Schema, unknown, string | undefined]>([
    [true, 1, undefined],
    [false, 1, 'value: is not expected'],
    [{ type: 'string' }, 1, 'value: expected string, got number'],
    [{ type: ['string', 'null'] }, null, undefined],
    [{ type: 'integer' }, 1.5, 'value: expected integer, got number'],
    [{ type: 'integer' }, 2, undefined],
    [{ type: 'object' }, [], 'value: expected object, got array'],
    [{ enum: ['a', { b: 1 }] }, { b: 1 }, undefined],
    [{ enum: ['a'] }, 'b', 'value: expected one of ["a"]'],
    [{ const: [1] }, [1], undefined],
    [{ const: 1 }, 2, 'value: expected 1'],
    [{ minimum: 3 }, 2, 'value: 2 is not at least 3'],
    [{ maximum: 3 }, 3, undefined],
    [{ exclusiveMaximum: 3 }, 3, 'value: 3 is not less than 3'],
    [{ multipleOf: 0.1 }, 0.3, undefined],
    [{ multipleOf: 2 }, 3, 'value: 3 is not a multiple of 2'],
    [{ minLength: 2 }, '😀', 'value: 1 characters are fewer than 2'],
    [{ maxLength: 1 }, '😀', undefined],
    [{ pattern: '^a+$' }, 'aab', 'value: does not match ^a+$'],
    [{ pattern: '^a+$' }, 7, undefined],
    [{ required: ['a', 'b'] }, { a: 1 }, 'value: b is missing'],
    [{ properties: { a: { type: 'string' } } }, { a: 1 }, '/a: expected string, got number'],
    [{ properties: { a: false } }, {}, undefined],
    [
      { patternProperties: { '^x-': { type: 'number' } } },
      { 'x-a': '1' },
      '/x-a: expected number, got string',
    ],
    [{ properties: { a: true }, additionalProperties: false }, { a: 1, b: 2 }, '/b: is not expected'],
    [{ patternProperties: { '^x-': true }, additionalProperties: false }, { 'x-a': 1 }, undefined],
    [{ additionalProperties: { type: 'number' } }, { a: 'x' }, '/a: expected number, got string'],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, '/ab: 2 characters are more than 1'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, 'value: b is missing beside a'],
    [{ minProperties: 1 }, {}, 'value: 0 of them, expected at least 1'],
    [{ maxProperties: 1 }, { a: 1, b: 1 }, 'value: 2 of them, expected at most 1'],
    [{ items: { type: 'number' } }, [1, 'a'], '/1: expected number, got string'],
    [
      { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
      ['a', 1, 'b'],
      '/2: expected number, got string',
    ],
    [{ prefixItems: [{ type: 'string' }, false] }, ['a'], undefined],
    [{ contains: { const: 3 } }, [1, 2], 'value: no item is as expected'],
    [{ minItems: 1 }, [], 'value: 0 of them, expected at least 1'],
    [{ maxItems: 1 }, [1, 2], 'value: 2 of them, expected at most 1'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'value: has equal items',
    ],
    [{ uniqueItems: true }, [1, '1'], undefined],
    [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, 3, 'value: 3 is not at most 2'],
    [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, 3, 'value: expected string, got number'],
    [{ anyOf: [{ type: 'string' }, { minimum: 3 }] }, 3, undefined],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'value: fits 2 of the schemas of which it must fit one'],
    [{ not: { type: 'null' } }, null, 'value: is what it must not be'],
    [BRANCHES, 'a', 'value: 1 characters are fewer than 2'],
    [BRANCHES, 1, 'value: 1 is not at least 2'],
    [ORDER, { price: 0 }, '/price: 0 is not more than 0'],
    [
      TREE,
      { name: 'a', children: [{ name: 'b', children: [{}] }] },
      '/children/0/children/0: name is missing',
    ],
    [{ properties: { 'a/b~c': { type: 'null' } } }, { 'a/b~c': 1 }, '/a~1b~0c: expected null, got number'],
    [{ format: 'email', title: 'x' }, 'nonsense', undefined],
  ])('holds %j against %j', (schema, value, problem) => {
    expect(validateJson(schema, value)).toBe(problem);
  });

  it('comes to an end where a schema refers to itself', () => {
    expect(validateJson({ $ref: '#' }, 1)).toBe('value: is nested too deeply');
  });

  it('comes to an end on a document that is nested beyond reason', () => {
    const deep: unknown = JSON.parse(`${'{"children":['.repeat(500)}${']}'.repeat(500)}`);
    expect(validateJson({ properties: { children: { items: { $ref: '#' } } } }, deep)).toMatch(
      /is nested too deeply$/,
    );
  });
});

describe('jsonSchemaProblem', () => {
  it.each<[unknown, string | undefined]>([
    [TREE, undefined],
    [ORDER, undefined],
    [true, undefined],
    ['x', '#: a schema is a map or a boolean'],
    [{ propertes: {} }, '#/propertes: this keyword is not supported'],
    [{ unevaluatedProperties: false }, '#/unevaluatedProperties: this keyword is not supported'],
    [{ properties: { a: { typ: 'x' } } }, '#/properties/a/typ: this keyword is not supported'],
    [{ items: [{}] }, '#/items: a schema is a map or a boolean'],
    [{ anyOf: {} }, '#/anyOf: expected schemas'],
    [{ $ref: '#/$defs/gone' }, '#/$ref: leads nowhere within this schema'],
    [{ $ref: 'https://example.com/x' }, '#/$ref: leads nowhere within this schema'],
    [{ pattern: '(?=x)' }, '#/pattern: not a pattern in RE2 syntax'],
    [{ patternProperties: { '[': true } }, '#/patternProperties/[: not a pattern in RE2 syntax'],
  ])('says of %j what cannot be used', (schema, problem) => {
    expect(jsonSchemaProblem(schema)).toBe(problem);
  });
});
