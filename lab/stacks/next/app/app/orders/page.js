import { Pool } from 'pg';

export const dynamic = 'force-dynamic';

async function listOrders() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2000 });
  try {
    const { rows } = await pool.query('SELECT id, total FROM orders ORDER BY id');
    return rows;
  } finally {
    await pool.end();
  }
}

export default async function Orders() {
  const orders = await listOrders();
  return <p>{orders.length} orders</p>;
}
