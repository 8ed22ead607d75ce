'use strict';
const mysql = require('mysql2/promise');

const pool = mysql.createPool({
  uri: process.env.CATALOG_URL || 'mysql://shop@127.0.0.1:3306/shop',
  connectionLimit: Number(process.env.MYSQL_POOL_MAX || 4),
  queueLimit: Number(process.env.MYSQL_QUEUE_LIMIT || 0),
  connectTimeout: 2000,
});

async function listProducts() {
  const [rows] = await pool.query('SELECT id, name FROM products ORDER BY id LIMIT 20');
  return rows;
}

async function listBundles() {
  const [rows] = await pool.query('SELECT id, name FROM product_bundles');
  return rows;
}

async function listPrices() {
  const [rows] = await pool.query('SELECT id, list_price FROM products');
  return rows;
}

async function searchProducts(term) {
  const [rows] = await pool.query(`SELECT id FROM products WHERE name LIKE '%${term}%'`);
  return rows;
}

async function reserveProduct(id) {
  const connection = await pool.getConnection();
  try {
    await connection.query('SET innodb_lock_wait_timeout = 1');
    await connection.beginTransaction();
    await connection.query('UPDATE products SET reserved = reserved + 1 WHERE id = ?', [id]);
    await connection.commit();
  } finally {
    await connection.rollback();
    connection.release();
  }
  return { reserved: id };
}

module.exports = { listProducts, listBundles, listPrices, searchProducts, reserveProduct };
