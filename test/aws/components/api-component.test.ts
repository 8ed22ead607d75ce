import {
  APIGatewayClient,
  GetRestApiCommand,
  GetStagesCommand,
  NotFoundException,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetStagesCommand as GetHttpStagesCommand,
  type Stage as HttpStage,
} from '@aws-sdk/client-apigatewayv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf } from '../../support/aws-component.ts';

const rest = mockClient(APIGatewayClient);
const http = mockClient(ApiGatewayV2Client);
const API = { kind: 'apigateway', id: 'abc123' } as const;
const GROUP = 'arn:aws:logs:eu-central-1:123456789012:log-group:/shop/api';
const EXECUTION = 'API-Gateway-Execution-Logs_abc123/prod';

beforeEach(() => {
  rest.reset();
  http.reset();
});

describe('the logs of a REST API', () => {
  const withStage = async (stage: Stage) => {
    rest.on(GetStagesCommand, { restApiId: 'abc123' }).resolves({ item: [{ stageName: 'prod', ...stage }] });
    rest.on(GetRestApiCommand).resolves({ name: 'shop' });
    return groupsOf(API);
  };
  const access = { accessLogSettings: { destinationArn: GROUP } };
  const level = (loggingLevel: string) => ({ methodSettings: { '*/*': { loggingLevel } } });

  it.each<[string, Stage, readonly string[], readonly string[]]>([
    ['both', { ...access, ...level('ERROR') }, ['/shop/api', EXECUTION], []],
    ['execution logs', level('INFO'), [EXECUTION], ['access logs of API abc123, stage prod: they are off']],
    [
      'access logs',
      { ...access, ...level('OFF') },
      ['/shop/api'],
      [
        'execution logs of API abc123, stage prod: loggingLevel is OFF, so that errors of integrations are not seen',
      ],
    ],
    [
      'a stream of Firehose',
      { accessLogSettings: { destinationArn: 'arn:aws:firehose:x:1:deliverystream/y' }, ...level('ERROR') },
      [EXECUTION],
      [
        'access logs of API abc123, stage prod: they go to arn:aws:firehose:x:1:deliverystream/y, which is not read',
      ],
    ],
  ])('with %s', async (_, stage, groups, missing) => {
    const found = await withStage(stage);
    expect(found.groups).toEqual(groups);
    expect(found.gaps.map((gap) => gap.missing)).toEqual(missing);
  });

  it('that are off name the exact setting', async () => {
    const { gaps } = await withStage({});
    expect(gaps[0]?.fix).toContain(
      "aws apigateway update-stage --rest-api-id abc123 --stage-name prod --patch-operations 'op=replace,path=/*/*/logging/loglevel,value=ERROR'",
    );
    expect(gaps[1]?.fix).toContain('path=/accessLogSettings/destinationArn');
  });

  it('are found by the ARN of the API too', async () => {
    rest.on(GetStagesCommand, { restApiId: 'abc123' }).resolves({ item: [] });
    rest.on(GetRestApiCommand).resolves({});
    await groupsOf({ kind: 'apigateway', id: 'arn:aws:apigateway:us-east-1::/restapis/abc123/stages/prod' });
    expect(rest.call(0).args[0].input).toEqual({ restApiId: 'abc123' });
    expect(await (rest.call(0).thisValue as APIGatewayClient).config.region()).toBe('us-east-1');
  });
});

describe('the logs of an HTTP API', () => {
  const withStage = async (stage: Partial<HttpStage>, ProtocolType: 'HTTP' | 'WEBSOCKET' = 'HTTP') => {
    rest.on(GetStagesCommand).rejects(new NotFoundException({ message: 'no such API', $metadata: {} }));
    http.on(GetHttpStagesCommand).resolves({ Items: [{ StageName: '$default', ...stage }] });
    http.on(GetApiCommand).resolves({ ProtocolType });
    return groupsOf(API);
  };

  it('are in the group of its access log', async () => {
    const found = await withStage({ AccessLogSettings: { DestinationArn: GROUP } });
    expect(found).toEqual({ groups: ['/shop/api'], gaps: [] });
  });

  it('are a gap where they are off, with the command', async () => {
    const { gaps } = await withStage({});
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.fix).toContain("aws apigatewayv2 update-stage --api-id abc123 --stage-name '$default'");
  });

  it('of a WebSocket API are execution logs too', async () => {
    const AccessLogSettings = { DestinationArn: GROUP };
    const on = await withStage(
      { AccessLogSettings, DefaultRouteSettings: { LoggingLevel: 'ERROR' } },
      'WEBSOCKET',
    );
    expect(on).toEqual({ groups: ['/shop/api', '/aws/apigateway/abc123/$default'], gaps: [] });
    const off = await withStage({ AccessLogSettings }, 'WEBSOCKET');
    expect(off.gaps[0]?.fix).toContain('--default-route-settings LoggingLevel=ERROR');
  });

  it('are a gap where the API may not be asked for, and no API of the other kind is guessed then', async () => {
    rest.on(GetStagesCommand).rejects(awsError('AccessDeniedException', 'denied'));
    const { gaps } = await groupsOf(API);
    expect(gaps).toEqual([
      {
        missing: 'logs of API abc123: denied',
        fix: 'allow apigateway:GET on the API, its stages and its deployments to the diagnose role',
      },
    ]);
    expect(http.calls()).toEqual([]);
  });
});
