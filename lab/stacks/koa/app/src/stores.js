'use strict';
const { Sequelize } = require('sequelize');
const { MongoClient } = require('mongodb');
const amqp = require('amqplib');
const Redis = require('ioredis');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

let menu;

function menuDatabase() {
  menu ??= new Sequelize(process.env.MY_DATABASE, 'shop', process.env.MY_PASSWORD, {
    dialect: 'mysql',
    host: '127.0.0.1',
    port: Number(process.env.MY_PORT),
    logging: false,
    pool: { max: 1, acquire: 900 },
    retry: { max: 1 },
  });
  return menu;
}

const readMenu = () => menuDatabase().query('SELECT name FROM products LIMIT 3');
const readFillings = () => menuDatabase().query('SELECT name FROM fillings');
const reserve = () => menuDatabase().query('UPDATE products SET stock = stock - 1 WHERE id = 17');
const slowMenu = () => menuDatabase().query('SELECT SLEEP(2.5)');

async function baskets() {
  const redis = new Redis({
    host: '127.0.0.1',
    port: Number(process.env.REDIS_PORT),
    password: process.env.REDIS_PASSWORD || undefined,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await redis.llen('basket:5');
  } finally {
    redis.disconnect();
  }
}

async function ratings() {
  const client = new MongoClient('mongodb://127.0.0.1:21981', { serverSelectionTimeoutMS: 700 });
  try {
    return await client.db('bakery').collection('ratings').countDocuments();
  } finally {
    await client.close();
  }
}

async function announce() {
  const connection = await amqp.connect('amqp://bakery:bread@127.0.0.1:21982');
  const channel = await connection.createChannel();
  return channel.sendToQueue('fresh', Buffer.from('rolls'));
}

async function enqueue() {
  const client = new SQSClient({ region: 'eu-central-1', endpoint: process.env.AWS_ENDPOINT_URL, maxAttempts: 1 });
  const table = process.env.QUEUE_NAME || 'orders';
  return client.send(new SendMessageCommand({ QueueUrl: `${process.env.AWS_ENDPOINT_URL}/123456789012/${table}`, MessageBody: table }));
}

module.exports = { readMenu, readFillings, reserve, slowMenu, baskets, ratings, announce, enqueue };
