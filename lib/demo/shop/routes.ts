import { addressLine, loadOrder, loadOrders } from './load-orders.ts';
import { piecesPerDay } from './order-statistics.ts';
import type { OrdersDb } from './orders-db.ts';
import { readInventory } from './inventory.ts';
import { readOpenPayments } from './payments.ts';
import { readPrices } from './prices.ts';

/** What the shop depends on. */
export interface Dependencies {
  readonly db: OrdersDb;
  readonly pricesPath: string;
  readonly inventoryUrl: string;
  readonly paymentsUrl: string;
}

/** An answer; a handler that throws is answered with 500. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers a GET; undefined when there is no such path. */
export const route = (path: string, shop: Dependencies): Promise<Answer> | undefined => {
  if (path === '/health') return Promise.resolve({ status: 200, body: { status: 'ok' } });
  if (path === '/products') return listProducts(shop);
  if (path === '/orders') return listOrders(shop);
  const id = /^\/orders\/(\d{1,9})$/.exec(path)?.[1];
  return id === undefined ? undefined : showOrder(shop, Number(id));
};

const listProducts = async (shop: Dependencies): Promise<Answer> => ({
  status: 200,
  body: Object.entries(await readPrices(shop.pricesPath)).map(([article, cents]) => ({ article, cents })),
});

const listOrders = async (shop: Dependencies): Promise<Answer> => {
  const orders = await loadOrders(shop.db);
  const prices = await readPrices(shop.pricesPath);
  const inStock = await readInventory(shop.inventoryUrl);
  const openPayments = await readOpenPayments(shop.paymentsUrl);
  const [[days] = []] = await shop.db.query("select value from settings where name = 'statistics_days'");
  const pieces = orders.reduce((sum, order) => sum + order.pieces, 0);
  const averagePieces = await piecesPerDay(pieces, Number(days));
  const list = orders.map((order) => ({
    id: order.id,
    to: addressLine(order),
    cents: order.pieces * (prices[order.article] ?? 0),
    inStock: (inStock[order.article] ?? 0) >= order.pieces,
  }));
  return { status: 200, body: { orders: list, openPayments, averagePieces } };
};

const showOrder = async (shop: Dependencies, id: number): Promise<Answer> => {
  const order = await loadOrder(shop.db, id);
  return order ? { status: 200, body: order } : { status: 404, body: { error: `no order ${id}` } };
};
