/** The process of the demo's shop: `node target.ts FOLDER PORT CUSTOMERS_EVERY_MS`; it ends with its standard input. */
import { sendCustomers } from './customers.ts';
import { startShop } from './start-shop.ts';

const [folder = '.', port = '0', everyMs = '500'] = process.argv.slice(2);

// Ctrl-C reaches every process of the terminal, and the one that started this one wants to end in order.
process.on('SIGINT', () => undefined);

const tellStarter = (word: object, then = (): void => undefined): boolean =>
  process.stdout.write(`${JSON.stringify(word)}\n`, then);

try {
  const { url, log } = await startShop(folder, Number(port));
  process.stdin.resume();
  process.stdin.once('end', () => {
    log.info('-', 'shop is closing');
    process.exit(0);
  });
  if (Number(everyMs) > 0) void sendCustomers(url, Number(everyMs));
  tellStarter({ url });
} catch (error) {
  // What the shop depends on runs already, and would keep the process alive.
  tellStarter({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
}
