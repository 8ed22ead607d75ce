'use strict';
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');

const keys = { accessKeyId: process.env.SHOP_AWS_KEY, secretAccessKey: process.env.SHOP_AWS_SECRET };
const shared = { region: 'eu-central-1', endpoint: process.env.AWS_ENDPOINT_URL, maxAttempts: 2 };

async function readSession(id) {
  const client = new DynamoDBClient({ ...shared, ...(keys.accessKeyId ? { credentials: keys } : {}) });
  return await client.send(new GetItemCommand({ TableName: 'sessions', Key: { id: { S: id } } }));
}

async function readReceipt(key) {
  const client = new S3Client({ ...shared, forcePathStyle: true, credentials: keys });
  return await client.send(new GetObjectCommand({ Bucket: 'shop-receipts', Key: key }));
}

module.exports = { readSession, readReceipt };
