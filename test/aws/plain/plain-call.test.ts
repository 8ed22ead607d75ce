import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { minuteCalls } from '../../../lib/aws/minute-calls.ts';
import { DYNAMODB, endpointOf } from '../../../lib/aws/plain/endpoint.ts';
import { plainCall } from '../../../lib/aws/plain/plain-call.ts';
import { awsServer, ENVIRONMENT, QUICK, type AwsAnswer } from '../../support/aws-server.ts';
import { httpServer } from '../../support/http-server.ts';

const QUERY: QueryCommandInput = {
  TableName: 'states',
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
  ExpressionAttributeValues: { ':pk': { S: 'STATE#ä' }, ':from': { S: '0' }, ':to': { N: '17' } },
  ConsistentRead: true,
};

const METRICS = {
  Namespace: 'Whydown',
  MetricData: [
    {
      MetricName: 'Duration',
      Unit: 'Milliseconds' as const,
      Timestamp: new Date(1_700_000_000_125),
      Dimensions: [{ Name: 'CheckName', Value: 'Bücher' }],
      Values: [12.5, 80],
      Counts: [3, 1],
    },
  ],
};

const inEnvironment = (url: string) => ({ ...QUICK, env: { ...ENVIRONMENT, AWS_ENDPOINT_URL: url } });

const clientConfig = (endpoint: string) => ({
  endpoint,
  region: ENVIRONMENT.AWS_REGION,
  credentials: {
    accessKeyId: ENVIRONMENT.AWS_ACCESS_KEY_ID,
    secretAccessKey: ENVIRONMENT.AWS_SECRET_ACCESS_KEY,
    sessionToken: ENVIRONMENT.AWS_SESSION_TOKEN,
  },
});

describe('a plain call', () => {
  it.each([
    {
      name: 'Query of DynamoDB',
      plain: (url: string) => minuteCalls(inEnvironment(url)).query(QUERY),
      sdk: (url: string) => new DynamoDBClient(clientConfig(url)).send(new QueryCommand(QUERY)),
      target: 'DynamoDB_20120810.Query',
      scope: 'us-east-1/dynamodb/aws4_request',
    },
    {
      name: 'PutMetricData of CloudWatch',
      plain: (url: string) => minuteCalls(inEnvironment(url)).putMetrics(METRICS),
      sdk: (url: string) => new CloudWatchClient(clientConfig(url)).send(new PutMetricDataCommand(METRICS)),
      target: 'GraniteServiceVersion20100801.PutMetricData',
      scope: 'us-east-1/monitoring/aws4_request',
    },
  ])('sends what the SDK sends: $name', async ({ plain, sdk, target, scope }) => {
    await using aws = await awsServer([{ body: { Items: [] } }]);
    await plain(aws.url);
    await sdk(aws.url);
    const [ours, theirs] = aws.seen.map(({ headers, body }) => ({
      body: JSON.parse(body.toString()) as unknown,
      target: headers['x-amz-target'],
      type: headers['content-type'],
      token: headers['x-amz-security-token'],
      hash: headers['x-amz-content-sha256']?.length,
      scope: /Credential=AKID\/\d{8}\/([^,]+)/.exec(headers.authorization ?? '')?.[1],
    }));
    expect(ours).toMatchObject({ target, scope, token: 'token', hash: 64 });
    expect(ours).toEqual(theirs);
    expect(aws.seen[0]!.headers.authorization).toMatch(
      /SignedHeaders=(?=[^,]*host)(?=[^,]*x-amz-date)(?=[^,]*x-amz-security-token)(?=[^,]*x-amz-target)[^,]+, Signature=[0-9a-f]{64}$/,
    );
  });

  const call = async (answers: readonly AwsAnswer[], options: { readonly timeoutMs?: number } = {}) => {
    await using aws = await awsServer(answers);
    const said = plainCall(DYNAMODB, { ...inEnvironment(aws.url), ...options })!('Query', QUERY);
    const outcome = await said.catch((error: Error) => `${error.name}: ${error.message}`);
    return { outcome, attempts: aws.seen.length };
  };

  const typed = (type: string, status = 400): AwsAnswer => ({
    status,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'so it is' },
  });

  it.each([
    { name: '500', answers: [{ status: 500 }] },
    { name: '503 with a name', answers: [typed('ServiceUnavailable', 503)] },
    { name: '429', answers: [{ status: 429 }] },
    { name: 'throttling', answers: [typed('ThrottlingException')] },
    { name: 'a table above its throughput', answers: [typed('ProvisionedThroughputExceededException')] },
    { name: 'a cut connection', answers: [{ cut: true }, { cut: true }] },
  ])('is repeated after $name', async ({ answers }) => {
    expect(await call([...answers, { body: { Items: [{ pk: { S: 'a' } }] } }])).toEqual({
      outcome: { Items: [{ pk: { S: 'a' } }] },
      attempts: answers.length + 1,
    });
  });

  it.each([
    { name: 'a refusal', answer: typed('AccessDeniedException'), outcome: 'AccessDeniedException: so it is' },
    { name: 'a bad request', answer: typed('ValidationException'), outcome: 'ValidationException: so it is' },
    { name: 'a page of a proxy', answer: { status: 403 }, outcome: 'HTTP 403: answered 403' },
  ])('is not repeated after $name', async ({ answer, outcome }) => {
    expect(await call([answer])).toEqual({ outcome, attempts: 1 });
  });

  it('is given up after four attempts, with what the last one said', async () => {
    expect(await call([typed('InternalServerError', 500)])).toEqual({
      outcome: 'InternalServerError: so it is',
      attempts: 4,
    });
  });

  it('waits longer before each attempt, by chance', async () => {
    await using aws = await awsServer([{ status: 500 }]);
    const waits: number[] = [];
    const world = {
      clock: { sleep: async (ms: number) => void waits.push(ms) },
      randomness: { next: () => 0.5 },
    };
    const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url };
    await expect(plainCall(DYNAMODB, { ...world, env })!('Query', QUERY)).rejects.toThrow('answered 500');
    expect(waits).toEqual([50, 100, 200]);
  });

  it('does not wait for an answer for ever', async () => {
    await using silent = await httpServer(() => undefined);
    const query = plainCall(DYNAMODB, { ...inEnvironment(silent.url), timeoutMs: 30 })!;
    await expect(query('Query', QUERY)).rejects.toThrow(/timeout|abort/i);
    expect(silent.requests).toHaveLength(4);
  });
});

describe('what only the SDK knows', () => {
  const endpoint = (more: Readonly<Record<string, string>>): string =>
    endpointOf(DYNAMODB, { ...ENVIRONMENT, ...more })?.href ?? 'the SDK';

  it.each([
    [{}, 'https://dynamodb.us-east-1.amazonaws.com/'],
    [{ AWS_REGION: 'ap-southeast-2' }, 'https://dynamodb.ap-southeast-2.amazonaws.com/'],
    [{ AWS_REGION: 'us-gov-west-1' }, 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
    [{ AWS_REGION: 'cn-north-1' }, 'the SDK'],
    [{ AWS_REGION: 'us-iso-east-1' }, 'the SDK'],
    [{ AWS_REGION: 'eu-isoe-west-1' }, 'the SDK'],
    [{ AWS_REGION: 'eusc-de-east-1' }, 'the SDK'],
    [{ AWS_USE_FIPS_ENDPOINT: 'true' }, 'the SDK'],
    [{ AWS_USE_FIPS_ENDPOINT: 'false' }, 'https://dynamodb.us-east-1.amazonaws.com/'],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'the SDK'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1/'],
    [
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2' },
      'http://127.0.0.1:2/',
    ],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, 'the SDK'],
  ])('%j → %s', (more, expected) => {
    expect(endpoint(more)).toBe(expected);
  });

  it('is asked of it where there are no credentials in the environment', () => {
    expect(plainCall(DYNAMODB, { ...QUICK, env: { AWS_REGION: 'us-east-1' } })).toBeUndefined();
  });

  afterEach(() => vi.unstubAllEnvs());

  it('goes through its clients', async () => {
    await using aws = await awsServer([{ body: { Items: [{ pk: { S: 'a' } }], Count: 1 } }]);
    const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const calls = minuteCalls({ ...QUICK, env: { ...env, AWS_USE_DUALSTACK_ENDPOINT: 'true' } });
    expect(await calls.query(QUERY)).toMatchObject({ Items: [{ pk: { S: 'a' } }] });
    await calls.putMetrics(METRICS);
    expect(aws.seen.map(({ headers }) => headers['user-agent'])).toEqual([
      expect.stringContaining('aws-sdk-js'),
      expect.stringContaining('aws-sdk-js'),
    ]);
  });
});
