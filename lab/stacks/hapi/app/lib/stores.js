'use strict';
const mysql = require('mysql2/promise');
const { createClient } = require('redis');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');

async function menu(statement) {
  const db = await mysql.createConnection({
    host: '127.0.0.1',
    port: Number(process.env.MY_PORT),
    user: 'shop',
    password: process.env.MY_PASSWORD,
    database: process.env.MY_DATABASE,
  });
  try {
    const [rows] = await db.query(statement);
    return rows.length;
  } finally {
    await db.end();
  }
}

exports.flowers = () => menu('SELECT name FROM products');

exports.pick = () => menu('UPDATE products SET stock = stock - 1 WHERE id = 11');

exports.basket = async function basket() {
  const client = createClient({
    socket: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), reconnectStrategy: false },
    password: process.env.REDIS_PASSWORD || undefined,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.lLen('basket:21');
  } finally {
    client.destroy();
  }
};

exports.seasons = async function seasons() {
  const client = new DynamoDBClient({ maxAttempts: 1 });
  const answer = await client.send(new GetItemCommand({ TableName: process.env.TABLE || 'seasons', Key: { id: { S: '1' } } }));
  return answer.Item.id.S;
};
