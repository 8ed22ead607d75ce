/** A month has 730 hours, as in AWS's own calculator. */
export const HOURS_PER_MONTH = 730;

/** The services as a bill names them; the last two are there to compare with. */
export type Service =
  | 'Lambda'
  | 'SQS'
  | 'DynamoDB'
  | 'CloudWatch metrics'
  | 'CloudWatch alarms'
  | 'CloudWatch dashboards'
  | 'CloudWatch Logs'
  | 'EventBridge'
  | 'SNS'
  | 'Secrets Manager'
  | 'Data transfer'
  | 'CloudWatch Synthetics'
  | 'Route 53';

/** A price holds up to a number of units a month; the last band has no end. */
export interface PriceBand {
  readonly upTo: number;
  readonly usd: number;
}

/** What one unit of something costs, and since when we know it. */
export interface UnitPrice {
  readonly service: Service;
  /** What is counted: `GB-second`, `request`, … */
  readonly unit: string;
  readonly bands: readonly PriceBand[];
  /** Units a month that an account has for nothing, for good; offers for new accounts are left out. */
  readonly free: number;
  /** The page that holds the price. */
  readonly source: string;
  /** The date of the newest copy that was read: of the price list, or of a page that quotes it. */
  readonly seen: string;
}

/** Prices of one page, read at one time. */
const pricesOf =
  (page: string, seen: string) =>
  (
    service: Service,
    unit: string,
    { usd, free = 0 }: { readonly usd: number | readonly PriceBand[]; readonly free?: number },
  ): UnitPrice => ({
    service,
    unit,
    bands: typeof usd === 'number' ? [{ upTo: Infinity, usd }] : usd,
    free,
    source: `https://aws.amazon.com/${page}`,
    seen,
  });

const lambda = pricesOf('lambda/pricing/', '2026-08-31');
const sqs = pricesOf('sqs/pricing/', '2026-06-13');
const dynamo = pricesOf('dynamodb/pricing/on-demand/', '2026-08-31');
const cloudwatch = pricesOf('cloudwatch/pricing/', '2026-10-01');
const eventbridge = pricesOf('eventbridge/pricing/', '2026-03-13');
const sns = pricesOf('sns/pricing/', '2026-06-13');
const secrets = pricesOf('secrets-manager/pricing/', '2026-10-01');
const transfer = pricesOf('ec2/pricing/on-demand/#Data_Transfer', '2026-08-31');
const route53 = pricesOf('route53/pricing/', '2026-10-01');

const MILLION = 1_000_000;

/** One table of all unit prices that a bill is made of, list prices of us-east-1; a key is one line of a bill. */
export const PRICES = {
  // The free GB-seconds hold for Arm and x86 together.
  lambdaGbSeconds: lambda('Lambda', 'GB-second (Arm)', {
    usd: [
      { upTo: 7_500 * MILLION, usd: 0.000_013_333_4 },
      { upTo: 18_750 * MILLION, usd: 0.000_012_000_1 },
      { upTo: Infinity, usd: 0.000_010_666_7 },
    ],
    free: 400_000,
  }),
  lambdaRequests: lambda('Lambda', 'request', { usd: 0.2 / MILLION, free: MILLION }),
  // Every call is one, the empty receives of Lambda's pollers too; 64 KB of messages are one.
  sqsRequests: sqs('SQS', 'request', { usd: 0.4 / MILLION, free: MILLION }),
  dynamoReadUnits: dynamo('DynamoDB', 'read request unit', { usd: 0.125 / MILLION }),
  dynamoWriteUnits: dynamo('DynamoDB', 'write request unit', { usd: 0.625 / MILLION }),
  dynamoStorageGb: dynamo('DynamoDB', 'GB-month', { usd: 0.25, free: 25 }),
  // A series counts in the hours in which it is sent; its resolution makes no difference.
  customMetrics: cloudwatch('CloudWatch metrics', 'series-month', {
    usd: [
      { upTo: 10_000, usd: 0.3 },
      { upTo: 250_000, usd: 0.1 },
      { upTo: MILLION, usd: 0.05 },
      { upTo: Infinity, usd: 0.02 },
    ],
    free: 10,
  }),
  putMetricData: cloudwatch('CloudWatch metrics', 'PutMetricData call', { usd: 0.01 / 1_000, free: MILLION }),
  getMetricData: cloudwatch('CloudWatch metrics', 'metric asked for', { usd: 0.01 / 1_000 }),
  standardAlarms: cloudwatch('CloudWatch alarms', 'alarm metric-month', { usd: 0.1, free: 10 }),
  highResolutionAlarms: cloudwatch('CloudWatch alarms', 'high-resolution alarm metric-month', { usd: 0.3 }),
  // The metric and the two edges of its band: three alarm metrics of standard resolution.
  anomalyAlarms: cloudwatch('CloudWatch alarms', 'anomaly alarm-month', { usd: 0.3 }),
  compositeAlarms: cloudwatch('CloudWatch alarms', 'composite alarm-month', { usd: 0.5 }),
  // Free are three dashboards of at most 50 metrics each.
  dashboards: cloudwatch('CloudWatch dashboards', 'dashboard-month', { usd: 3, free: 3 }),
  // What is written, kept and scanned shares 5 GB that are free; they are counted on the dearest of the three.
  logsIngestGb: cloudwatch('CloudWatch Logs', 'GB written', { usd: 0.5, free: 5 }),
  logsStorageGb: cloudwatch('CloudWatch Logs', 'GB-month kept', { usd: 0.03 }),
  logsQueriedGb: cloudwatch('CloudWatch Logs', 'GB scanned by a query', { usd: 0.005 }),
  schedulerInvocations: eventbridge('EventBridge', 'call of a schedule', {
    usd: 1 / MILLION,
    free: 14 * MILLION,
  }),
  customEvents: eventbridge('EventBridge', 'event', { usd: 1 / MILLION }),
  snsPublishes: sns('SNS', 'publish', { usd: 0.5 / MILLION, free: MILLION }),
  snsEmails: sns('SNS', 'e-mail', { usd: 2 / 100_000, free: 1_000 }),
  secrets: secrets('Secrets Manager', 'secret-month', { usd: 0.4 }),
  secretReads: secrets('Secrets Manager', 'read', { usd: 0.05 / 10_000 }),
  transferOutGb: transfer('Data transfer', 'GB to the internet', {
    usd: [
      { upTo: 10_240, usd: 0.09 },
      { upTo: 51_200, usd: 0.085 },
      { upTo: 153_600, usd: 0.07 },
      { upTo: Infinity, usd: 0.05 },
    ],
    free: 100,
  }),
  transferBetweenRegionsGb: transfer('Data transfer', 'GB to another region', { usd: 0.02 }),
  syntheticsRuns: cloudwatch('CloudWatch Synthetics', 'run', { usd: 0.001_2, free: 100 }),
  // For endpoints outside of AWS; within it, the first 50 are free and a further one is $0.50.
  healthChecks: route53('Route 53', 'health check-month', { usd: 0.75 }),
  // HTTPS, a text to be found, the short interval of 10 s, and the measuring of latency are one each.
  healthCheckOptions: route53('Route 53', 'option-month', { usd: 2 }),
} as const satisfies Readonly<Record<string, UnitPrice>>;

/** What can stand on a bill. */
export type PriceKey = keyof typeof PRICES;
