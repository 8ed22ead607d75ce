import { setTimeout as sleep } from 'node:timers/promises';

/** What people look at, over and over. */
const PATHS = ['/products', '/orders/1001', '/health', '/orders/1003', '/products', '/orders/1002'];

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Visits the shop as long as the process lives, so that its log looks like that of a shop with customers. */
export const sendCustomers = async (url: string, everyMs: number): Promise<never> => {
  for (let visit = 0; ; visit++) {
    // A customer who gets no answer goes away, as they do.
    await fetch(`${url}${PATHS[visit % PATHS.length]}`, { headers: { 'user-agent': BROWSER } })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await sleep(everyMs);
  }
};
