import {
  GetDeploymentsCommand,
  GetRestApiCommand,
  GetStagesCommand,
  type APIGatewayClient,
  type Stage,
} from '@aws-sdk/client-api-gateway';

import { stageChanges, type ApiDeployment } from '../changes/stage-changes.ts';
import type { DescribedApi } from './api-component.ts';
import { groupInArn } from './delivered-groups.ts';
import { joined, unreadable, type FoundGroups } from './found-groups.ts';

/** Without a rule of its own, an integration of a REST API is given up after 29 s. */
const INTEGRATION_TIMEOUT_MS = 29_000;

/** What logs and changes a REST API has; throws `NotFoundException` for an API of another kind. */
export const describeRestApi = async (id: string, client: APIGatewayClient): Promise<DescribedApi> => {
  const { item: stages = [] } = await client.send(new GetStagesCommand({ restApiId: id }));
  const { name = id } = await client.send(new GetRestApiCommand({ restApiId: id }));
  return {
    groups: joined(stages.map((stage) => groupsOf(id, stage))),
    metrics: [
      {
        namespace: 'AWS/ApiGateway',
        name: 'IntegrationLatency',
        dimensions: { ApiName: name },
        stat: 'p95',
        resource: 'latency of the integrations (p95)',
        unit: 'ms',
        limit: INTEGRATION_TIMEOUT_MS,
      },
    ],
    changes: async (from, to) => {
      const deployments = await deploymentsOf(id, client);
      const command = (stage: string, deployment: string): string =>
        `aws apigateway update-stage --rest-api-id ${id} --stage-name ${stage} --patch-operations op=replace,path=/deploymentId,value=${deployment}`;
      return stages
        .flatMap(({ stageName, deploymentId, lastUpdatedDate }) =>
          stageChanges(
            { api: id, name: stageName, deploymentId, updatedAt: lastUpdatedDate },
            deployments,
            command,
          ),
        )
        .filter(({ at }) => from <= at && at <= to);
    },
  };
};

const deploymentsOf = async (
  restApiId: string,
  client: APIGatewayClient,
): Promise<readonly ApiDeployment[]> => {
  const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId, limit: 500 }));
  return items.map(({ id, createdDate }) => ({ id, createdAt: createdDate }));
};

const groupsOf = (id: string, stage: Stage): FoundGroups => {
  const access = groupInArn(stage.accessLogSettings?.destinationArn);
  const levels = Object.values(stage.methodSettings ?? {}).map(({ loggingLevel }) => loggingLevel);
  const isLogging = levels.some((level) => level === 'ERROR' || level === 'INFO');
  return joined([
    { groups: access === undefined ? [] : [access], gaps: [] },
    isLogging
      ? { groups: [`API-Gateway-Execution-Logs_${id}/${stage.stageName}`], gaps: [] }
      : executionLogsOff(id, stage.stageName),
    ...(access === undefined ? [accessLogsOff(id, stage)] : []),
  ]);
};

const executionLogsOff = (id: string, stage: string | undefined): FoundGroups =>
  unreadable(
    `execution logs of API ${id}, stage ${stage}: loggingLevel is OFF, so that errors of integrations are not seen`,
    `aws apigateway update-stage --rest-api-id ${id} --stage-name ${stage} --patch-operations 'op=replace,path=/*/*/logging/loglevel,value=ERROR' (the account needs the CloudWatch role of API Gateway once: aws apigateway update-account)`,
  );

const accessLogsOff = (id: string, { stageName, accessLogSettings }: Stage): FoundGroups =>
  unreadable(
    accessLogSettings?.destinationArn === undefined
      ? `access logs of API ${id}, stage ${stageName}: they are off`
      : `access logs of API ${id}, stage ${stageName}: they go to ${accessLogSettings.destinationArn}, which is not read`,
    `aws apigateway update-stage --rest-api-id ${id} --stage-name ${stageName} --patch-operations 'op=replace,path=/accessLogSettings/destinationArn,value=<ARN of a log group>' 'op=replace,path=/accessLogSettings/format,value={"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","status":"$context.status","path":"$context.path","integrationRequestId":"$context.integration.requestId","error":"$context.integrationErrorMessage"}'`,
  );
