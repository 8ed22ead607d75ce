import { compilePattern } from '../pattern.ts';
import type { Schema } from './check.ts';
import { KEYWORDS, resolveReference } from './validate-json.ts';

/** Keywords that other keywords read, or that say something to people alone. `format` is one of those, as its RFC has it. */
const SILENT: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  '$ref',
  'then',
  'else',
  'title',
  'description',
  'default',
  'examples',
  'format',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Keywords whose value is a schema, a list of them, or a map of them. */
const HOLDS_ONE = new Set([
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);
const HOLDS_LIST = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const HOLDS_MAP = new Set(['properties', 'patternProperties', '$defs', 'definitions']);

/** Why a schema is refused before it is used: a keyword that would be passed over, a reference that leads nowhere. */
export const jsonSchemaProblem = (root: unknown): string | undefined => {
  const look = (schema: unknown, path: string): string | undefined => {
    if (typeof schema === 'boolean') return undefined;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
      return `${path}: a schema is a map or a boolean`;
    for (const [name, rule] of Object.entries(schema)) {
      const problem = keywordProblem(name, rule, `${path}/${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  const keywordProblem = (name: string, rule: unknown, path: string): string | undefined => {
    if (name === '$ref')
      return resolves(root as Schema, rule) ? undefined : `${path}: leads nowhere within this schema`;
    if (HOLDS_ONE.has(name)) return look(rule, path);
    if (HOLDS_LIST.has(name) || HOLDS_MAP.has(name)) return partsProblem(partsOf(name, rule), path);
    if (name === 'pattern') return unusable(rule, path);
    return Object.hasOwn(KEYWORDS, name) || SILENT.has(name)
      ? undefined
      : `${path}: this keyword is not supported`;
  };
  const partsProblem = (
    parts: Iterable<readonly [string | number, unknown]> | undefined,
    path: string,
  ): string | undefined => {
    if (!parts) return `${path}: expected schemas`;
    for (const [key, part] of parts) {
      const place = `${path}/${key}`;
      const problem =
        look(part, place) ?? (path.endsWith('/patternProperties') ? unusable(key, place) : undefined);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return look(root, '#');
};

const partsOf = (name: string, rule: unknown): Iterable<readonly [string | number, unknown]> | undefined => {
  if (HOLDS_LIST.has(name)) return Array.isArray(rule) ? rule.entries() : undefined;
  return isMap(rule) ? Object.entries(rule) : undefined;
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const resolves = (root: Schema, reference: unknown): boolean =>
  typeof reference === 'string' &&
  /^#(?:\/|$)/.test(reference) &&
  resolveReference(root, reference) !== undefined;

const unusable = (source: unknown, path: string): string | undefined => {
  try {
    compilePattern(String(source));
    return undefined;
  } catch {
    return `${path}: not a pattern in RE2 syntax`;
  }
};
