import { checkSchema, type CheckType } from '../../lib/core/config/check-schema.ts';
import { MAIN_ENTRIES } from '../../lib/core/config/file-schema.ts';
import { notifierSchema } from '../../lib/core/config/parse-notifiers.ts';
import type { Plugins } from './plugins.ts';
import { objectOf, toJsonSchema, type JsonSchema } from './to-json-schema.ts';

/** `schema/whydown.schema.json`: completion and checking in an editor; `whydown validate` knows more. */
export const jsonSchemaFile = ({ probers, notifiers }: Pick<Plugins, 'probers' | 'notifiers'>): string => {
  const types = probers.map(({ value }) => value);
  const main = objectOf(MAIN_ENTRIES) as { readonly properties: Readonly<Record<string, JsonSchema>> };
  const schema: JsonSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'whydown.yaml',
    description: 'What whydown watches, whom it tells, and where it looks for the cause.',
    ...main,
    properties: {
      ...main.properties,
      checks: { ...main.properties['checks'], items: checkItem(types) },
      defaults: { ...main.properties['defaults'], ...anyCheck(types) },
      notifiers: {
        ...main.properties['notifiers'],
        additionalProperties: {
          type: 'object',
          required: ['type'],
          properties: { type: { enum: notifiers.map(({ value }) => value.type) } },
          allOf: notifiers.map(({ value }) => byType(value.type, toJsonSchema(notifierSchema(value)))),
        },
      },
    },
    definitions: Object.fromEntries(
      types.map((type) => [
        `check-${type.type}`,
        { ...toJsonSchema(checkSchema(type)), description: type.summary },
      ]),
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
};

/** Keyed by `type`, or by the scheme of `url`, so that an editor proposes the keys of that type alone. */
const checkItem = (types: readonly CheckType[]): JsonSchema => ({
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, type: { enum: types.map(({ type }) => type) } },
  allOf: types.flatMap(({ type, schemes = [] }) => [
    byType(type, { $ref: `#/definitions/check-${type}` }),
    ...(schemes.length > 0 ? [byScheme(schemes, { $ref: `#/definitions/check-${type}` })] : []),
  ]),
});

const byType = (type: string, then: JsonSchema): JsonSchema => ({
  if: { required: ['type'], properties: { type: { const: type } } },
  // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
  then,
});

const byScheme = (schemes: readonly string[], then: JsonSchema): JsonSchema => ({
  if: {
    required: ['url'],
    not: { required: ['type'] },
    properties: { url: { type: 'string', pattern: `^(?:${schemes.join('|')})://` } },
  },
  // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
  then,
});

/** Defaults may hold keys of any type, none is required. */
const anyCheck = (types: readonly CheckType[]): JsonSchema => {
  const properties = types.map(
    (type) => toJsonSchema(checkSchema(type))['properties'] as Readonly<Record<string, JsonSchema>>,
  );
  const { name: _, ...all } = Object.assign({}, ...properties) as Record<string, JsonSchema>;
  return { type: 'object', properties: all, additionalProperties: false };
};
