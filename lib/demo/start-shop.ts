import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startDatabase } from './backing/database.ts';
import { startInventoryService } from './backing/inventory-service.ts';
import { listening } from './backing/listening.ts';
import { startPaymentProvider } from './backing/payment-provider.ts';
import { faultRequests } from './fault-requests.ts';
import { faultSwitches } from './fault-switches.ts';
import { databaseUrl, ordersDb } from './shop/orders-db.ts';
import { requestLog, type RequestLog } from './shop/request-log.ts';
import { createShop } from './shop/shop.ts';

const PRICES = { 'SKU-1': 1_290, 'SKU-2': 450, 'SKU-3': 9_900 };

/** A shop that answers. */
export interface RunningShop {
  readonly url: string;
  readonly log: RequestLog;
}

/** Starts the shop with all that it depends on; its log and its price list go to the folder. */
export const startShop = async (folder: string, port: number): Promise<RunningShop> => {
  const pricesPath = join(folder, 'prices.json');
  mkdirSync(folder, { recursive: true });
  // A shop that was killed may have left a list that nobody can write to.
  rmSync(pricesPath, { force: true });
  writeFileSync(pricesPath, JSON.stringify(PRICES));
  const log = requestLog(openSync(join(folder, 'shop.log'), 'a'));
  const [database, inventory, payments] = await Promise.all([
    startDatabase(),
    startInventoryService(),
    startPaymentProvider(),
  ]);
  const dependencies = {
    db: ordersDb(database.port),
    pricesPath,
    inventoryUrl: `http://127.0.0.1:${inventory.port}`,
    paymentsUrl: `http://127.0.0.1:${payments.port}`,
  };
  const switches = faultSwitches({ database, inventory, payments, pricesPath });
  const shop = await listening(createShop(dependencies, log, faultRequests(switches)), [port]);
  const url = `http://127.0.0.1:${shop.port}`;
  log.info('-', `shop is listening on ${url}, node ${process.version}, pid ${process.pid}`);
  log.info('-', `database is ${databaseUrl(database.port)}`);
  return { url, log };
};
