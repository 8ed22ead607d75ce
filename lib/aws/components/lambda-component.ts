import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';

import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import { lambdaChanges } from '../changes/lambda-changes.ts';
import type { WatchedMetric } from '../trends/watched-metric.ts';
import { parseArn } from './arn.ts';
import type { ComponentPlace, ComponentReader, KnownChanges } from './component-reader.ts';
import { gapFor } from './found-groups.ts';
import { lazily } from './lazily.ts';

/** A Lambda function, by name or ARN; an alias or a version behind it is left out. */
export const lambdaComponent = (nameOrArn: string, place: ComponentPlace): ComponentReader => {
  const name = functionName(nameOrArn);
  const client = place.clients.of(LambdaClient);
  const called = functionArn(nameOrArn);
  const described = lazily(() => client.send(new GetFunctionConfigurationCommand({ FunctionName: called })));
  return {
    title: `function ${name}`,
    groups: async () => {
      const usual = elsewhere(`/aws/lambda/${name}`, nameOrArn, place);
      try {
        const found = await described();
        const given = found.LoggingConfig?.LogGroup;
        const group = given === undefined ? usual : elsewhere(given, nameOrArn, place);
        return { groups: [group], gaps: levelGaps(name, found) };
      } catch (error) {
        const gap = gapFor(`function ${name}`, error, 'lambda:GetFunctionConfiguration');
        return { groups: [usual], gaps: [gap] };
      }
    },
    changes: [lambdaChanges({ name, called }, client), shiftsOf(name, place)],
    resource: async () => name,
    metrics: async () => {
      const concurrency = new GetFunctionConcurrencyCommand({ FunctionName: called });
      const [found, { ReservedConcurrentExecutions: reserved }] = await Promise.all([
        described(),
        client.send(concurrency),
      ]);
      return metricsOf(name, found, reserved);
    },
  };
};

/** CodeDeploy shifts aliases; its client loads when it is asked. */
const shiftsOf = (name: string, place: ComponentPlace): KnownChanges => ({
  actions: 'codedeploy:ListDeployments and codedeploy:BatchGetDeployments',
  changes: async (from, to) => {
    const { codeDeployChanges } = await import('../changes/code-deploy-changes.ts');
    return codeDeployChanges(name, place, { from, to });
  },
});

/** A group of another account is read by ARN. */
const elsewhere = (group: string, nameOrArn: string, { account }: ComponentPlace): string => {
  const [partition] = /^arn:[\w-]{1,16}/.exec(nameOrArn) ?? [];
  const region = parseArn(nameOrArn)?.region;
  return account === undefined ? group : `${partition}:logs:${region}:${account}:log-group:${group}`;
};

/** A level that leaves errors out is as good as no log. */
const levelGaps = (name: string, { LoggingConfig: logging }: FunctionConfiguration): readonly Gap[] =>
  logging?.LogFormat === 'JSON' && logging.ApplicationLogLevel === 'FATAL'
    ? [
        {
          missing: `errors of function ${name}: its log level is FATAL`,
          fix: `aws lambda update-function-configuration --function-name ${name} --logging-config LogFormat=JSON,ApplicationLogLevel=ERROR`,
        },
      ]
    : [];

const metricsOf = (
  name: string,
  { Timeout: timeoutSeconds }: FunctionConfiguration,
  reserved: number | undefined,
): readonly WatchedMetric[] => {
  const own = { namespace: 'AWS/Lambda', dimensions: { FunctionName: name } };
  return [
    {
      ...own,
      name: 'Duration',
      stat: 'Maximum',
      resource: 'duration',
      unit: 'ms',
      ...(timeoutSeconds !== undefined && { limit: timeoutSeconds * 1000 }),
    },
    {
      ...own,
      name: 'ConcurrentExecutions',
      stat: 'Maximum',
      resource: 'concurrency',
      unit: 'executions',
      ...(reserved !== undefined && { limit: reserved }),
    },
    { ...own, name: 'Throttles', stat: 'Sum', resource: 'throttles', unit: 'calls' },
    // Kept where Lambda Insights is on; the plain metrics of a function do not hold its memory.
    {
      namespace: 'LambdaInsights',
      dimensions: { function_name: name },
      name: 'memory_utilization',
      stat: 'Maximum',
      resource: 'memory',
      unit: '%',
      limit: 100,
    },
  ];
};

// arn:aws:lambda:eu-central-1:123456789012:function:orders-fn:live
const functionName = (nameOrArn: string): string =>
  /:function:([\w-]{1,64})/.exec(nameOrArn)?.[1] ?? nameOrArn;

const functionArn = (nameOrArn: string): string =>
  /^.{1,200}:function:[\w-]{1,64}/.exec(nameOrArn)?.[0] ?? nameOrArn;
