'use strict';
const Redis = require('ioredis');

let client;
function redis() {
  if (client === undefined) {
    client = new Redis(process.env.REDIS_URL || 'redis://127.0.0.1:6379', {
      maxRetriesPerRequest: Number(process.env.REDIS_RETRIES || 2),
      retryStrategy: () => 50,
    });
    client.on('error', (error) => module.exports.onBackgroundError(error));
  }
  return client;
}

async function readCart(id) {
  return { id, items: await redis().hgetall(`cart:${id}`) };
}

async function addToCart(id, sku) {
  return { added: await redis().hincrby(`cart:${id}`, sku, 1) };
}

module.exports = { readCart, addToCart, redis, onBackgroundError: (error) => console.error('[redis] connection error', error.message) };
