import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

const LIB = join(import.meta.dirname, '../../lib');

const read = (path: string): string => readFileSync(join(LIB, path), 'utf8');

/** `WhydownProps.tags`, with the comment before it. */
const optionalProps = (): ReadonlyMap<string, string> => {
  const exported = [...read('index.ts').matchAll(/export type \{ (\w+) \} from '\.\/(constructs\/\S+)'/g)];
  return new Map(
    exported.flatMap(([, name = '', file = '']) => {
      const [, body = ''] = new RegExp(`export interface ${name} \\{([^]*?)\\n\\}`).exec(read(file)) ?? [];
      const props = body.matchAll(/((?: {2}\/\*\*[^]*?\*\/\n)?) {2}readonly (\w+)\?:/g);
      return [...props].map(([, comment = '', prop = '']): [string, string] => [
        `${name}.${prop}`,
        comment.slice(comment.lastIndexOf('/**')),
      ]);
    }),
  );
};

it('every prop that may be left out says what holds then', () => {
  const props = optionalProps();
  expect(props.size).toBeGreaterThan(30);
  const silent = [...props].filter(([, comment]) => !comment.includes('@default ')).map(([name]) => name);
  expect(silent).toEqual([]);
});
