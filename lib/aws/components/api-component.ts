import { APIGatewayClient, NotFoundException } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';
import type { WatchedMetric } from '../trends/watched-metric.ts';
import type { ComponentPlace, ComponentReader } from './component-reader.ts';
import { gapFor, type FoundGroups } from './found-groups.ts';
import { describeHttpApi } from './http-api.ts';
import { lazily } from './lazily.ts';
import { describeRestApi } from './rest-api.ts';

/** What is known of an API of either kind. */
export interface DescribedApi {
  readonly groups: FoundGroups;
  readonly metrics: readonly WatchedMetric[];
  changes(from: EpochMs, to: EpochMs): Promise<readonly Change[]>;
}

/** An API of API Gateway, REST, HTTP or WebSocket, by id or ARN. */
export const apiComponent = (idOrArn: string, { clients }: ComponentPlace): ComponentReader => {
  const id = idOf(idOrArn);
  const title = `API ${id}`;
  const described = lazily(async () => {
    try {
      return await describeRestApi(id, clients.of(APIGatewayClient));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      return describeHttpApi(id, clients.of(ApiGatewayV2Client));
    }
  });
  return {
    title,
    groups: async () => {
      try {
        return (await described()).groups;
      } catch (error) {
        return { groups: [], gaps: [gapFor(`logs of ${title}`, error, ACTIONS)] };
      }
    },
    changes: [{ actions: ACTIONS, changes: async (from, to) => (await described()).changes(from, to) }],
    resource: async () => id,
    metrics: async () => (await described()).metrics,
  };
};

const ACTIONS = 'apigateway:GET on the API, its stages and its deployments';

// arn:aws:apigateway:eu-central-1::/restapis/a1b2c3d4e5/stages/prod
const idOf = (idOrArn: string): string => /\/(?:restapis|apis)\/(\w{1,32})/.exec(idOrArn)?.[1] ?? idOrArn;
