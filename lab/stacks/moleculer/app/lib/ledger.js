'use strict';
const postgres = require('postgres');
const mariadb = require('mariadb');

const sql = postgres({
  host: '127.0.0.1',
  port: Number(process.env.PG_PORT),
  user: 'shop',
  password: process.env.PG_PASSWORD,
  database: process.env.PG_DATABASE,
  max: 4,
  connect_timeout: 3,
  onnotice: () => undefined,
});

const shelves = mariadb.createPool({
  host: '127.0.0.1',
  port: Number(process.env.MY_PORT),
  user: 'shop',
  password: process.env.MY_PASSWORD,
  database: process.env.MY_DATABASE,
  connectionLimit: Number(process.env.POOL || 3),
  minimumIdle: 0,
  acquireTimeout: 1500,
  initializationTimeout: 1200,
});

exports.parcels = async function parcels() {
  const rows = await sql`SELECT id FROM orders`;
  return rows.length;
};

exports.stamps = async function stamps() {
  const rows = await sql`SELECT value FROM stamps`;
  return rows.length;
};

exports.weights = async function weights() {
  const rows = await sql`SELECT name, grams FROM products`;
  return rows.length;
};

exports.register = async function register(email) {
  await sql`INSERT INTO customers (email) VALUES (${email})`;
  return email;
};

exports.reroute = function reroute(first, second) {
  return sql.begin(async (tx) => {
    await tx`UPDATE products SET stock = stock - 1 WHERE id = ${first}`;
    await new Promise((resolve) => setTimeout(resolve, 700));
    await tx`UPDATE products SET stock = stock + 1 WHERE id = ${second}`;
    return first;
  });
};

exports.shelf = async function shelf() {
  const rows = await shelves.query('SELECT name FROM products');
  return rows.length;
};

exports.crates = async function crates() {
  const rows = await shelves.query('SELECT size FROM crates');
  return rows.length;
};

exports.take = async function take() {
  await shelves.query('UPDATE products SET stock = stock - 1 WHERE id = 9');
  return 9;
};

exports.inventory = async function inventory(seconds) {
  const rows = await shelves.query('SELECT SLEEP(?) AS slept', [seconds]);
  return rows.length;
};
