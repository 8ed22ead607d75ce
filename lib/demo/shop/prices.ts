import { readFile } from 'node:fs/promises';

/** Price in cents by article. */
export type Prices = Readonly<Record<string, number>>;

/** The price list, read anew for every request since the office edits it. */
export const readPrices = async (path: string): Promise<Prices> =>
  JSON.parse(await readFile(path, 'utf8')) as Prices;
