'use strict';
const Valkey = require('iovalkey');
const { Client } = require('@elastic/elasticsearch');
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');

exports.queue = async function queue() {
  const store = new Valkey({
    host: '127.0.0.1',
    port: Number(process.env.REDIS_PORT),
    password: process.env.REDIS_PASSWORD || undefined,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lost;
  store.on('error', (error) => (lost = error));
  try {
    await store.connect();
    return await store.llen('parcels:queue');
  } catch (error) {
    throw lost === undefined ? error : new Error('the queue of parcels is away', { cause: lost });
  } finally {
    store.disconnect();
  }
};

exports.find = async function find(text) {
  const client = new Client({ node: `http://127.0.0.1:${process.env.SEARCH_PORT}`, maxRetries: 0 });
  const answer = await client.search({ index: 'parcels', q: text });
  return answer.hits.hits.length;
};

exports.seal = async function seal() {
  const client = new SecretsManagerClient({ maxAttempts: 1 });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET || 'seal' }));
  return Object.keys(answer).length;
};
