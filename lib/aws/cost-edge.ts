import type { AwsEdge } from '../core/cost/probe-usage.ts';
import { indexKeys, stateQueries } from './dynamo/keys.ts';
import { resultLine } from './result-log.ts';

/** What the estimate of a bill asks of these adapters. */
export const costEdge: AwsEdge = {
  stateReads: (range) => stateQueries(range).length,
  dueReads: indexKeys('due').length,
  resultBytes: (result) => Buffer.byteLength(resultLine(result)),
};
