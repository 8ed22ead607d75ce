import { createServer } from 'node:http';

import { listening, type Listening } from './listening.ts';

/** A service of the shop's company that knows how many pieces are in stock. */
export interface InventoryService extends Listening {
  /** Whether it takes requests without ever answering them. */
  hang(hangs: boolean): void;
}

/** Starts the inventory service. */
export const startInventoryService = async (): Promise<InventoryService> => {
  let hangs = false;
  const server = createServer((request, response) => {
    if (hangs) return;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ path: request.url, inStock: { 'SKU-1': 40, 'SKU-2': 12, 'SKU-3': 7 } }));
  });
  return {
    ...(await listening(server)),
    hang: (wanted) => {
      hangs = wanted;
    },
  };
};
