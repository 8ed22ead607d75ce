import { createServer } from 'node:http';
import { atEnd, once } from './shared.ts';

/** Answers as the AWS services do when they refuse: DynamoDB, SQS and Secrets Manager in JSON, S3 in XML. */
export const AWS_PORT = 21_890;
const ROLE = 'arn:aws:sts::123456789012:assumed-role/shop-web/i-0a1b2c3d4e5f60718';
const REQUEST_ID = '7QJ2M4N8V1B5K3H6';

const JSON_ERRORS: Readonly<Record<string, readonly [number, string, string]>> = {
  'denied-table': [
    400,
    'com.amazon.coral.service#AccessDeniedException',
    `User: ${ROLE} is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/denied-table because no identity-based policy allows the dynamodb:GetItem action`,
  ],
  'hot-table': [
    400,
    'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ],
  'throttled-table': [400, 'com.amazon.coral.availability#ThrottlingException', 'Rate exceeded'],
  'expired-table': [
    400,
    'com.amazon.coral.service#ExpiredTokenException',
    'The security token included in the request is expired',
  ],
  'missing-table': [
    400,
    'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    'Requested resource not found: Table: missing-table not found',
  ],
  'denied-secret': [
    400,
    'AccessDeniedException',
    `User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: denied-secret because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  ],
};

const S3_DENIED = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>User: ${ROLE} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::shop-invoices/2026/42.pdf" because no identity-based policy allows the s3:PutObject action</Message><RequestId>${REQUEST_ID}</RequestId><HostId>host</HostId></Error>`;
const S3_SLOW = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><RequestId>${REQUEST_ID}</RequestId><HostId>host</HostId></Error>`;

/** Starts the endpoint once per run and answers its address. The resource's name picks the refusal. */
export const awsEndpoint = (): Promise<string> =>
  once('aws endpoint', async () => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const json = Object.entries(JSON_ERRORS).find(([name]) => body.includes(name))?.[1];
        if (json !== undefined) {
          const [status, type, message] = json;
          response.writeHead(status, {
            'content-type': 'application/x-amz-json-1.0',
            'x-amzn-requestid': REQUEST_ID,
          });
          response.end(JSON.stringify({ __type: type, message }));
          return;
        }
        if (request.headers['x-amz-target'] !== undefined) {
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
          response.end('{"Item":{"id":{"S":"1"}}}');
          return;
        }
        const slow = request.url?.includes('slow') === true;
        response.writeHead(slow ? 503 : 403, {
          'content-type': 'application/xml',
          'x-amz-request-id': REQUEST_ID,
        });
        response.end(slow ? S3_SLOW : S3_DENIED);
      });
    });
    await new Promise<void>((resolve) => server.listen(AWS_PORT, '127.0.0.1', () => resolve()));
    atEnd(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${AWS_PORT}`;
  });
