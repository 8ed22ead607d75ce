import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

// | a fault | what happens | `test/aws/faults.test.ts`: the name of the test |
const ROW = /^\| (?<fault>[^|]+) \| (?<result>[^|]+) \| `(?<file>test\/[^`]+)`: (?<name>[^|]+) \|$/;

const lines = readFileSync(join(ROOT, 'docs/reference/faults.md'), 'utf8').split('\n');
const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| fault '));

it('holds a table', () => {
  expect(rows.length).toBeGreaterThan(25);
});

it.each(rows)('has the test of the row %s', (row) => {
  const { file = '', name = '' } = ROW.exec(row)?.groups ?? {};
  expect(file, 'a row names its test as `path`: name').not.toBe('');
  const source = readFileSync(join(ROOT, file), 'utf8');
  // it('a title', …   it.each(rows)('a title', …
  const titles = [...source.matchAll(/\(\s*'((?:[^'\\]|\\.)*)',\s*(?:async )?\(/g)].map(([, title]) => title);
  expect(titles).toContain(name);
});
