import { writeFile } from 'node:fs/promises';

import { temporaryFolder } from './temporary-folder.ts';

/** A config with so many checks, every other one in the group `shop`; it goes when it is disposed of. */
export const manyChecks = async (
  count: number,
  more = '',
): Promise<AsyncDisposable & { readonly path: string }> => {
  const folder = await temporaryFolder();
  const path = folder.file('whydown.yaml');
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `  - { name: c${index}, url: "https://example.com/${index}"${index % 2 ? '' : ', group: shop'} }`,
  );
  await writeFile(path, `${more}\nchecks:\n${lines.join('\n')}\n`);
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
};
