'use strict';
require('reflect-metadata');
const { DataSource, EntitySchema } = require('typeorm');

const Order = new EntitySchema({
  name: 'Order',
  tableName: 'orders',
  columns: { id: { type: 'int', primary: true }, total_cents: { type: 'int' } },
});
const Loaf = new EntitySchema({
  name: 'Loaf',
  tableName: 'loaves',
  columns: { id: { type: 'int', primary: true }, flour: { type: 'text' } },
});
const Product = new EntitySchema({
  name: 'Product',
  tableName: 'products',
  columns: { id: { type: 'int', primary: true }, gluten: { type: 'boolean' } },
});

let source;

async function database() {
  source ??= new DataSource({
    type: 'postgres',
    host: '127.0.0.1',
    port: Number(process.env.PG_PORT),
    username: 'shop',
    password: process.env.PG_PASSWORD,
    database: process.env.PG_DATABASE,
    entities: [Order, Loaf, Product],
    extra: { max: 4, connectionTimeoutMillis: 1500 },
  });
  if (!source.isInitialized) await source.initialize();
  return source;
}

async function recentOrders() {
  const db = await database();
  return db.getRepository('Order').find({ take: 5 });
}

async function loaves() {
  const db = await database();
  return db.getRepository('Loaf').find();
}

async function glutenFree() {
  const db = await database();
  return db.getRepository('Product').findBy({ gluten: false });
}

async function subscribe(email) {
  const db = await database();
  return db.query('INSERT INTO customers (email) VALUES ($1)', [email]);
}

async function swap(from, to) {
  const db = await database();
  return db.transaction(async (manager) => {
    await manager.query('UPDATE products SET stock = stock - 1 WHERE id = $1', [from]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await manager.query('UPDATE products SET stock = stock + 1 WHERE id = $1', [to]);
    return { swapped: true };
  });
}

async function nightlyBake() {
  try {
    return await recentOrders();
  } catch (error) {
    throw new Error('nightly bake could not be planned', { cause: error });
  }
}

module.exports = { recentOrders, loaves, glutenFree, subscribe, swap, nightlyBake };
