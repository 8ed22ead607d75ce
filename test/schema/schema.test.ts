import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { loadNotifiers, loadProbers } from '../../lib/catalog.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly { readonly if: Schema; readonly then: Schema }[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly not?: Schema;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(readFileSync(join(ROOT, 'schema/whydown.schema.json'), 'utf8')) as Schema;

const [types, notifiers] = await Promise.all([loadProbers(), loadNotifiers()]);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const resolved = (part: Schema): Schema =>
  part.$ref ? (schema.definitions?.[part.$ref.replace('#/definitions/', '')] ?? {}) : part;

/** Enough of JSON Schema for the conditions that the file uses. */
const holds = (condition: Schema, value: unknown): boolean => {
  if (condition.const !== undefined) return value === condition.const;
  if (condition.pattern !== undefined) return new RegExp(condition.pattern).test(String(value));
  if (!isMap(value)) return false;
  if (condition.not && holds(condition.not, value)) return false;
  if (condition.required?.some((key) => !(key in value))) return false;
  return Object.entries(condition.properties ?? {}).every(
    ([key, each]) => !(key in value) || holds(each, value[key]),
  );
};

/** Keys of a value that the schema does not know, by path. */
const unknownKeys = (part: Schema, value: unknown, path: string): readonly string[] => {
  const at = resolved(part);
  const branches = (at.allOf ?? []).filter((each) => holds(each.if, value)).map((each) => each.then);
  if (branches.length > 0) return branches.flatMap((each) => unknownKeys(each, value, path));
  if (at.anyOf) {
    const each = at.anyOf.map((option) => unknownKeys(option, value, path));
    return each.find((keys) => keys.length === 0) ?? each[0] ?? [];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownKeys(at.items ?? {}, item, `${path}[${index}]`));
  if (!isMap(value) || (!at.properties && !at.additionalProperties)) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const known =
      at.properties?.[key] ?? (isMap(at.additionalProperties) ? at.additionalProperties : undefined);
    return known ? unknownKeys(known, each, `${path}.${key}`) : [`${path}.${key}`];
  });
};

const withoutDescription = (part: Schema, path: string): readonly string[] =>
  Object.entries(part.properties ?? {}).flatMap(([key, each]) => [
    ...(each.description === undefined ? [`${path}.${key}`] : []),
    ...withoutDescription(each, `${path}.${key}`),
  ]);

describe('the schema', () => {
  const files = globSync('examples/*.yaml', { cwd: ROOT });

  it.each(files)('knows every key of %s', (file) => {
    const config: unknown = parse(readFileSync(join(ROOT, file), 'utf8'), { merge: true });
    expect(unknownKeys(schema, config, '')).toEqual([]);
  });

  it('does not know a misspelt one', () => {
    const check = { name: 'a', url: 'https://example.com/', timeuot: '1s', expect: { statsu: 1 } };
    expect(unknownKeys(schema, { checks: [check], chekcs: [] }, '')).toEqual([
      '.checks[0].timeuot',
      '.checks[0].expect.statsu',
      '.chekcs',
    ]);
    const slack = { type: 'slack', webhok: 'x' };
    expect(unknownKeys(schema, { notifiers: { one: slack } }, '')).toEqual(['.notifiers.one.webhok']);
  });

  it('has every check type and every notifier', () => {
    expect(Object.keys(schema.definitions ?? {}).sort()).toEqual(
      types.map(({ type }) => `check-${type}`).sort(),
    );
    expect(JSON.stringify(schema.properties?.['notifiers'])).toContain(
      JSON.stringify(notifiers.map(({ type }) => type)),
    );
  });

  it('describes every key at the top, of a check and of a notifier', () => {
    const shallow = (part: Schema): Schema => ({
      properties: Object.fromEntries(
        Object.entries(part.properties ?? {}).map(([key, { description }]) => [
          key,
          description === undefined ? {} : { description },
        ]),
      ),
    });
    const parts = [schema, ...Object.values(schema.definitions ?? {})];
    expect(parts.flatMap((part) => withoutDescription(shallow(part), part.description ?? ''))).toEqual([]);
  });

  it('says the defaults', () => {
    const http = schema.definitions?.['check-http']?.properties;
    expect(http?.['interval']?.default).toBe('1m');
    expect(http?.['retry']?.properties?.['attempts']?.default).toBe(3);
  });
});
