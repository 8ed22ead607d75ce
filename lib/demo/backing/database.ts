import { createServer, type Socket } from 'node:net';

import { listening, type Listening } from './listening.ts';
import {
  encodeColumns,
  encodeMessage,
  encodeRow,
  int32,
  readMessages,
  text,
  type Row,
} from './postgres-message.ts';

/** The shop's database: speaks enough of the PostgreSQL protocol for the shop's three queries. */
export interface Database extends Listening {
  /** How many of the three replicas hold an order without a customer. */
  breakReplicas(count: 0 | 1 | 3): void;
  /** The setting that says how many days the statistics cover. */
  setStatisticsDays(days: number): void;
}

/** PostgreSQL's own port is left to a real one; then those of its second cluster and its poolers, then any. */
const PORTS = [5433, 6432, 15_432, 0];

const REPLICAS = 3;

const ORDERS: readonly Row[] = [
  ['1001', '{"name":"Ada Park","city":"Leeds"}', 'SKU-1', '2'],
  ['1002', '{"name":"Lin Oduya","city":"Lagos"}', 'SKU-3', '1'],
  ['1003', '{"name":"Mia Roth","city":"Graz"}', 'SKU-2', '4'],
];

const GUEST_ORDER: Row = ['1004', null, 'SKU-1', '1'];

/** Starts the database. */
export const startDatabase = async (): Promise<Database> => {
  let broken = 0;
  let days = 30;
  let listed = 0;
  const rowsFor = (sql: string): readonly Row[] => {
    if (sql.includes('from settings')) return [[String(days)]];
    const id = /where id = (\d{1,9})/.exec(sql)?.[1];
    if (id !== undefined) return ORDERS.filter(([orderId]) => orderId === id);
    // The replicas take turns; the last ones are the broken ones.
    return listed++ % REPLICAS >= REPLICAS - broken ? [...ORDERS, GUEST_ORDER] : ORDERS;
  };
  const server = createServer((socket) => void serve(socket, rowsFor));
  return {
    ...(await listening(server, PORTS)),
    breakReplicas: (count) => {
      broken = count;
    },
    setStatisticsDays: (count) => {
      days = count;
    },
  };
};

const READY = encodeMessage('Z', 'I');

const serve = async (socket: Socket, rowsFor: (sql: string) => readonly Row[]): Promise<void> => {
  // A client may go away at any time; that ends the loop below too.
  socket.on('error', () => socket.destroy());
  try {
    for await (const { type, payload } of readMessages(socket, { firstIsTyped: false })) {
      if (type === '') socket.write(Buffer.concat([encodeMessage('R', int32(0)), READY]));
      if (type === 'X') socket.end();
      if (type === 'Q') socket.write(answer(rowsFor(payload.toString('utf8'))));
    }
  } catch {
    socket.destroy();
  }
};

const answer = (rows: readonly Row[]): Buffer =>
  Buffer.concat([
    encodeColumns((rows[0] ?? []).map((_, index) => `column${index + 1}`)),
    ...rows.map(encodeRow),
    encodeMessage('C', text(`SELECT ${rows.length}`)),
    READY,
  ]);
