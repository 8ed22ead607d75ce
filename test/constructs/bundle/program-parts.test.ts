import { describe, expect, it } from 'vitest';

import { programParts } from '../../../lib/constructs/bundle/program-parts.ts';

/** `['entry > helper', 'entry ~ part']`: what imports what, at once or by `import()`. */
const partsOf = (imports: readonly string[], used?: readonly string[]) => {
  const inputs: Record<string, { imports: { path: string; kind: string }[] }> = {};
  for (const each of imports) {
    const [from = '', how, path = ''] = each.split(' ');
    inputs[path] ??= { imports: [] };
    (inputs[from] ??= { imports: [] }).imports.push({
      path,
      kind: how === '>' ? 'import-statement' : 'dynamic-import',
    });
  }
  const kept = Object.fromEntries((used ?? Object.keys(inputs)).map((path) => [path, {}]));
  const { main, apart, lent } = programParts(
    { inputs, outputs: { all: { inputs: kept, imports: [] } } },
    'entry',
  );
  return { main: [...main].sort(), apart, lent };
};

describe('the parts of a program', () => {
  it.each([
    {
      name: 'what is imported at once is in the main file',
      imports: ['entry > a', 'a > b'],
      parts: { main: ['a', 'b', 'entry'], apart: [], lent: [] },
    },
    {
      name: 'what is loaded by import() is apart, with what it alone needs',
      imports: ['entry > a', 'entry ~ part', 'part > own'],
      parts: { main: ['a', 'entry'], apart: ['part'], lent: [] },
    },
    {
      name: 'a part takes from the main file what is there',
      imports: ['entry > a', 'entry ~ part', 'part > own', 'own > a'],
      parts: { main: ['a', 'entry'], apart: ['part'], lent: ['a'] },
    },
    {
      name: 'what two parts need exists once, in the main file',
      imports: ['entry ~ one', 'entry ~ two', 'one > state', 'two > state', 'state > deep'],
      parts: { main: ['deep', 'entry', 'state'], apart: ['one', 'two'], lent: ['state'] },
    },
    {
      name: 'a part that another imports at once is in the main file, and loaded from there',
      imports: ['entry ~ one', 'entry ~ two', 'two > one'],
      parts: { main: ['entry', 'one'], apart: ['two'], lent: ['one'] },
    },
    {
      name: 'a part of a part is apart too',
      imports: ['entry ~ one', 'one ~ two', 'two > own'],
      parts: { main: ['entry'], apart: ['one', 'two'], lent: [] },
    },
    {
      name: 'what is in the main file anyway is loaded from there',
      imports: ['entry > a', 'entry ~ a', 'entry ~ part', 'part ~ a'],
      parts: { main: ['a', 'entry'], apart: ['part'], lent: ['a'] },
    },
    {
      name: 'modules may import one another in a circle',
      imports: ['entry > a', 'a > entry', 'a ~ part', 'part > own', 'own > part', 'part ~ part'],
      parts: { main: ['a', 'entry'], apart: ['part'], lent: [] },
    },
  ])('$name', ({ imports, parts }) => {
    expect(partsOf(imports)).toEqual(parts);
  });

  it('are of what is used alone', () => {
    expect(
      partsOf(['entry > a', 'a ~ unused', 'entry ~ part', 'part > a', 'unused > a'], ['entry', 'part']),
    ).toEqual({
      main: ['entry'],
      apart: ['part'],
      lent: [],
    });
  });
});
