import type { Row } from '../backing/postgres-message.ts';
import type { OrdersDb } from './orders-db.ts';

/** An order of the shop. */
export interface Order {
  readonly id: string;
  readonly customer: { readonly name: string; readonly city: string };
  readonly article: string;
  readonly pieces: number;
}

const COLUMNS = 'select id, customer, article, pieces from orders';

/** All orders that are open. */
export const loadOrders = async (db: OrdersDb): Promise<readonly Order[]> =>
  (await db.query(`${COLUMNS} order by id`)).map(orderOf);

/** One order; undefined when there is none of that id. */
export const loadOrder = async (db: OrdersDb, id: number): Promise<Order | undefined> =>
  (await db.query(`${COLUMNS} where id = ${id}`)).map(orderOf)[0];

const orderOf = ([id, customer, article, pieces]: Row): Order => ({
  id: String(id),
  customer: JSON.parse(String(customer)) as Order['customer'],
  article: String(article),
  pieces: Number(pieces),
});

/** How an order is addressed: `Ada Park, Leeds`. */
export const addressLine = (order: Order): string => `${order.customer.name}, ${order.customer.city}`;
