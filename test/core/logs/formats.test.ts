import { describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const EXAMPLES = LOG_FORMATS.flatMap((format) =>
  format.examples.map((example) => ({ format, id: format.id, example })),
);

describe('log formats', () => {
  it('have an id of their own', () => {
    const ids = LOG_FORMATS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(20);
  });

  it.each(EXAMPLES)('$id knows its example $example', ({ format, example }) => {
    const isKnown = format.header?.(example) !== undefined || format.starts?.(example) === true;
    expect(isKnown).toBe(true);
  });

  it.each(EXAMPLES.filter(({ format, example }) => format.header?.(example) !== undefined))(
    '$id says with what characters $example may begin',
    ({ format, example }) => {
      expect(format.begins?.includes(example.charAt(0)) ?? true).toBe(true);
    },
  );

  it.each(EXAMPLES.filter(({ format }) => format.header !== undefined && format.fallback !== true))(
    'nobody but $id reads a header in $example',
    ({ format, example }) => {
      const readers = LOG_FORMATS.filter(
        (each) => each !== format && each.fallback !== true && each.header?.(example) !== undefined,
      );
      expect(readers.map(({ id }) => id)).toEqual([]);
    },
  );
});
