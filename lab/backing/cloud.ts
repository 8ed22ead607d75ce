import { createServer } from 'node:http';
import { ADDRESSES } from './addresses.ts';
import { prepareMachine } from './machine.ts';
import { atEnd, once } from '../harness/shared.ts';

const ROLE = 'arn:aws:sts::210987654321:assumed-role/shop-orders-role/orders';
const TABLE = 'arn:aws:dynamodb:eu-central-1:210987654321:table/sessions';

/** The refusals as AWS words them, by the first path segment of the endpoint. */
const REFUSALS: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  'access-denied': {
    status: 400,
    code: 'com.amazon.coral.service#AccessDeniedException',
    message: `User: ${ROLE} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
  },
  throttled: {
    status: 400,
    code: 'com.amazon.coral.availability#ThrottlingException',
    message: 'Rate exceeded',
  },
  throughput: {
    status: 400,
    code: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  },
  expired: {
    status: 400,
    code: 'com.amazon.coral.service#ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
};

const XML_DENIED =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** Starts a server that refuses AWS calls in DynamoDB's JSON and in S3's XML, at port 4566 of its own address. */
export const cloud = () =>
  once('backing cloud', async () => {
    await prepareMachine();
    const server = createServer((request, response) => {
      request.resume();
      const found = REFUSALS[(request.url ?? '').split('/')[1] ?? ''];
      if (request.headers['x-amz-target'] === undefined) {
        response.writeHead(403, { 'content-type': 'application/xml' }).end(XML_DENIED);
        return;
      }
      if (found === undefined) {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
        return;
      }
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': 'PKE4TQ6G1VUJ3N0B7CSLMD5A8FVV4KQNSO5AEMVJF66Q9ASUAAJG',
      };
      response
        .writeHead(found.status, headers)
        .end(JSON.stringify({ __type: found.code, message: found.message }));
    });
    await new Promise<void>((resolve) => server.listen(4566, ADDRESSES.cloud, resolve));
    atEnd(() => server.close());
  });
