import { connect } from 'node:net';

import {
  decodeRow,
  encodeMessage,
  readMessages,
  startupMessage,
  text,
  type Row,
} from '../backing/postgres-message.ts';

/** Where the orders are kept. */
export interface OrdersDb {
  query(sql: string): Promise<readonly Row[]>;
}

/** A client of the PostgreSQL server on a port of this machine; one connection a query. */
export const ordersDb = (port: number): OrdersDb => ({
  query: async (sql) => {
    try {
      return await queryPostgres(port, sql);
    } catch (error) {
      throw new Error(`query failed on ${databaseUrl(port)}: ${sql}`, { cause: error });
    }
  },
});

/** How the database is called in the log. */
export const databaseUrl = (port: number): string => `postgres://shop@127.0.0.1:${port}/shop`;

const queryPostgres = async (port: number, sql: string): Promise<readonly Row[]> => {
  const socket = connect({ host: '127.0.0.1', port });
  const rows: Row[] = [];
  let isAsked = false;
  try {
    socket.write(startupMessage('shop', 'shop'));
    for await (const { type, payload } of readMessages(socket, { firstIsTyped: true })) {
      if (type === 'D') rows.push(decodeRow(payload));
      if (type !== 'Z') continue;
      if (isAsked) return rows;
      isAsked = true;
      socket.write(encodeMessage('Q', text(sql)));
    }
    throw new Error(`postgres closed the connection: 127.0.0.1:${port}`);
  } finally {
    socket.destroy();
  }
};
