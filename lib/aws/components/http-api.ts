import {
  GetApiCommand,
  GetDeploymentsCommand,
  GetStagesCommand,
  type ApiGatewayV2Client,
  type Stage,
} from '@aws-sdk/client-apigatewayv2';

import { stageChanges, type ApiDeployment } from '../changes/stage-changes.ts';
import type { DescribedApi } from './api-component.ts';
import { groupInArn } from './delivered-groups.ts';
import { joined, unreadable, type FoundGroups } from './found-groups.ts';

/** An integration of an HTTP API is given up after 30 s at most. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** What logs and changes an HTTP or WebSocket API has. */
export const describeHttpApi = async (id: string, client: ApiGatewayV2Client): Promise<DescribedApi> => {
  const { Items: stages = [] } = await client.send(new GetStagesCommand({ ApiId: id }));
  const { ProtocolType: protocol } = await client.send(new GetApiCommand({ ApiId: id }));
  const isWebSocket = protocol === 'WEBSOCKET';
  return {
    groups: joined(stages.map((stage) => groupsOf(id, stage, isWebSocket))),
    metrics: [
      {
        namespace: 'AWS/ApiGateway',
        name: 'IntegrationLatency',
        dimensions: { ApiId: id },
        stat: 'p95',
        resource: 'latency of the integrations (p95)',
        unit: 'ms',
        limit: INTEGRATION_TIMEOUT_MS,
      },
    ],
    changes: async (from, to) => {
      const deployments = await deploymentsOf(id, client);
      const command = (stage: string, deployment: string): string =>
        `aws apigatewayv2 update-stage --api-id ${id} --stage-name '${stage}' --deployment-id ${deployment}`;
      return stages
        .flatMap(({ StageName, DeploymentId, LastUpdatedDate, AutoDeploy }) =>
          stageChanges(
            { api: id, name: StageName, deploymentId: DeploymentId, updatedAt: LastUpdatedDate },
            deployments,
            // What deploys itself refuses to be set back.
            AutoDeploy === true ? undefined : command,
          ),
        )
        .filter(({ at }) => from <= at && at <= to);
    },
  };
};

const deploymentsOf = async (
  ApiId: string,
  client: ApiGatewayV2Client,
): Promise<readonly ApiDeployment[]> => {
  const { Items: items = [] } = await client.send(new GetDeploymentsCommand({ ApiId, MaxResults: '100' }));
  return items.map(({ DeploymentId, CreatedDate }) => ({ id: DeploymentId, createdAt: CreatedDate }));
};

const groupsOf = (id: string, stage: Stage, isWebSocket: boolean): FoundGroups => {
  const access = groupInArn(stage.AccessLogSettings?.DestinationArn);
  return joined([
    access === undefined ? accessLogsOff(id, stage) : { groups: [access], gaps: [] },
    ...(isWebSocket ? [executionLogs(id, stage)] : []),
  ]);
};

const accessLogsOff = (id: string, { StageName, AccessLogSettings }: Stage): FoundGroups =>
  unreadable(
    AccessLogSettings?.DestinationArn === undefined
      ? `access logs of API ${id}, stage ${StageName}: they are off`
      : `access logs of API ${id}, stage ${StageName}: they go to ${AccessLogSettings.DestinationArn}, which is not read`,
    `aws apigatewayv2 update-stage --api-id ${id} --stage-name '${StageName}' --access-log-settings '{"DestinationArn":"<ARN of a log group>","Format":"{\\"requestId\\":\\"$context.requestId\\",\\"status\\":\\"$context.status\\",\\"path\\":\\"$context.path\\",\\"integrationRequestId\\":\\"$context.integration.requestId\\",\\"error\\":\\"$context.integrationErrorMessage\\"}"}'`,
  );

/** WebSocket APIs alone have them; HTTP APIs write access logs only. */
const executionLogs = (id: string, { StageName, DefaultRouteSettings }: Stage): FoundGroups =>
  DefaultRouteSettings?.LoggingLevel === 'ERROR' || DefaultRouteSettings?.LoggingLevel === 'INFO'
    ? { groups: [`/aws/apigateway/${id}/${StageName}`], gaps: [] }
    : unreadable(
        `execution logs of API ${id}, stage ${StageName}: LoggingLevel is OFF`,
        `aws apigatewayv2 update-stage --api-id ${id} --stage-name '${StageName}' --default-route-settings LoggingLevel=ERROR`,
      );
