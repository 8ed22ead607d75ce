import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';

import type { PutMetrics } from './cloudwatch-metrics.ts';
import type { QueryPage } from './dynamo/query-pages.ts';
import { CLOUDWATCH, DYNAMODB } from './plain/endpoint.ts';
import { plainCall, type PlainWorld } from './plain/plain-call.ts';

/** What the probe function asks of AWS in each minute, all well or not. */
export interface MinuteCalls {
  readonly query: QueryPage;
  readonly putMetrics: PutMetrics;
}

/** Plain calls where that is enough, else those of the SDK, which are loaded at their first use. */
export const minuteCalls = (world: PlainWorld): MinuteCalls => {
  const dynamo = plainCall(DYNAMODB, world);
  const cloudwatch = plainCall(CLOUDWATCH, world);
  return {
    query: async (input) =>
      dynamo ? ((await dynamo('Query', input)) as QueryCommandOutput) : (await bySdk()).query(input),
    putMetrics: async (input) =>
      cloudwatch ? cloudwatch('PutMetricData', onTheWire(input)) : (await bySdk()).putMetrics(input),
  };
};

const bySdk = () => import('./calls-by-sdk.ts');

/** Times are seconds there. */
const onTheWire = ({ MetricData: data = [], ...input }: Parameters<PutMetrics>[0]): object => ({
  ...input,
  MetricData: data.map(({ Timestamp: at, ...datum }) => ({
    ...datum,
    ...(at && { Timestamp: at.getTime() / 1000 }),
  })),
});
