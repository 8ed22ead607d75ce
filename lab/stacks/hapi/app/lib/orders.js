'use strict';
const knex = require('knex');

const db = knex({
  client: 'pg',
  connection: {
    host: process.env.PG_HOST,
    port: Number(process.env.PG_PORT),
    user: 'shop',
    password: process.env.PG_PASSWORD,
    database: process.env.PG_DATABASE,
  },
  pool: { min: 0, max: Number(process.env.POOL || 4) },
  acquireConnectionTimeout: 1500,
});

exports.open = async function open() {
  const rows = await db('orders').select('id');
  return rows.length;
};

exports.vases = async function vases() {
  const rows = await db('vases').select('height');
  return rows.length;
};

exports.scents = async function scents() {
  const rows = await db('products').select('scent').where('stock', '>', 0);
  return rows.length;
};

exports.hold = async function hold(seconds) {
  const rows = await db.raw('select pg_sleep(?)', [seconds]);
  return rows.rowCount;
};

exports.swap = function swap(first, second) {
  return db.transaction(async (trx) => {
    await trx('products').where({ id: first }).decrement('stock', 1);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await trx('products').where({ id: second }).increment('stock', 1);
  });
};

exports.subscribe = async function subscribe(email) {
  await db('customers').insert({ email });
  return email;
};
