import { toJsonSchema as convert } from '@valibot/to-json-schema';
import type * as v from 'valibot';

import { COMPONENT_KINDS, componentItem } from '../../lib/core/config/component-section.ts';
import { MAINTENANCE_FORMS, maintenanceItem } from '../../lib/core/config/maintenance.ts';
import { defaultOf, descriptionOf, isOptional, partsOf, unwrapped } from './schema-parts.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Schema = v.GenericSchema;

/** What a schema that looks at the value before it chooses may choose from. */
const CHOICES: ReadonlyMap<unknown, readonly Schema[]> = new Map<unknown, readonly Schema[]>([
  [componentItem, Object.values(COMPONENT_KINDS)],
  [maintenanceItem, MAINTENANCE_FORMS],
]);

/**
 * What may be written for a schema. The library converts the leaves; maps, lists and choices are walked here, because
 * it drops what is described after a transformation, and knows no choice by value.
 */
export const toJsonSchema = (schema: Schema): JsonSchema => {
  const inner = unwrapped(schema);
  const description = descriptionOf(schema);
  const fallback = defaultOf(schema);
  return {
    ...(description !== undefined && { description }),
    ...shapeOf(inner),
    ...(fallback !== undefined && { default: fallback }),
  };
};

const shapeOf = (schema: Schema): JsonSchema => {
  const { entries, item, options, type, value } = partsOf(schema);
  const choices = CHOICES.get(schema);
  if (choices) return { anyOf: choices.map(toJsonSchema) };
  if (entries) return objectOf(entries);
  if (type === 'array' && item) return { type: 'array', items: toJsonSchema(item) };
  if (type === 'record' && value) return { type: 'object', additionalProperties: toJsonSchema(value) };
  if (type === 'union') return { anyOf: (options as readonly Schema[]).map(toJsonSchema) };
  const { $schema: _, ...leaf } = convert(schema, { errorMode: 'ignore', typeMode: 'input' });
  return leaf;
};

/** A map with exactly these keys. */
export const objectOf = (entries: Readonly<Record<string, Schema>>): JsonSchema => {
  const required = Object.keys(entries).filter((key) => entries[key] && !isOptional(entries[key]));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([key, each]) => [key, toJsonSchema(each)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};
