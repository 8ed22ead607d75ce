'use strict';
const { Pool } = require('pg');

const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.PG_POOL_MAX || 4),
  connectionTimeoutMillis: Number(process.env.PG_CONNECT_TIMEOUT_MS || 2000),
  options: process.env.PG_OPTIONS,
});
pool.on('error', () => {});

async function listOrders() {
  const { rows } = await pool.query('SELECT id, total FROM orders ORDER BY id LIMIT 20');
  return rows;
}

async function orderReport() {
  const { rows } = await pool.query('SELECT day, revenue FROM order_report ORDER BY day');
  return rows;
}

async function orderDiscounts() {
  const { rows } = await pool.query('SELECT id, discount_code FROM orders');
  return rows;
}

async function slowSummary() {
  const { rows } = await pool.query('SELECT count(*), pg_sleep(5) FROM orders');
  return rows;
}

async function createCustomer(email) {
  const { rows } = await pool.query('INSERT INTO customers (email) VALUES ($1) RETURNING id', [email]);
  return rows[0];
}

/** Keeps a client for each call and never gives it back. */
async function exportOrders() {
  const reader = await pool.connect();
  const { rows } = await reader.query('SELECT id FROM orders');
  return rows.length;
}

async function moveStock(from, to) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE stock SET quantity = quantity - 1 WHERE id = $1', [from]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query('UPDATE stock SET quantity = quantity + 1 WHERE id = $1', [to]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
  return { moved: 1 };
}

async function transferStock() {
  const [first, second] = await Promise.allSettled([moveStock(1, 2), moveStock(2, 1)]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return { moved: 2 };
}

module.exports = { listOrders, orderReport, orderDiscounts, slowSummary, createCustomer, exportOrders, moveStock, transferStock };
