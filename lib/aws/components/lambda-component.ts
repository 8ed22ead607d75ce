import {
  GetFunctionConfigurationCommand,
  paginateListVersionsByFunction,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { ChangeSource } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AwsClients } from './aws-clients.ts';
import { gapFor, type FoundGroups } from './found-groups.ts';

/** The log group of a function: the one it was given, else the one that Lambda makes after its name. */
export const lambdaGroups = async (name: string, { lambda }: AwsClients): Promise<FoundGroups> => {
  const usual = `/aws/lambda/${nameOf(name)}`;
  try {
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return { groups: [found.LoggingConfig?.LogGroup ?? usual], gaps: [] };
  } catch (error) {
    return { groups: [usual], gaps: [gapFor(`function ${name}`, error, 'lambda:GetFunctionConfiguration')] };
  }
};

/** New versions of a function, and changes of its code and configuration. */
export const lambdaChanges = (name: string, { lambda }: AwsClients): ChangeSource => ({
  changes: async (from, to) => {
    const versions: FunctionConfiguration[] = [];
    for await (const page of paginateListVersionsByFunction({ client: lambda }, { FunctionName: name }))
      versions.push(...(page.Versions ?? []));
    return versions.flatMap((version) => changeOf(nameOf(name), version, versions)).filter(within(from, to));
  },
  trends: async () => [],
});

const within =
  (from: EpochMs, to: EpochMs) =>
  ({ at }: Change): boolean =>
    from <= at && at <= to;

const changeOf = (
  component: string,
  version: FunctionConfiguration,
  all: readonly FunctionConfiguration[],
): readonly Change[] => {
  const at = Date.parse(version.LastModified ?? '');
  if (Number.isNaN(at)) return [];
  const number = version.Version ?? '$LATEST';
  if (number === '$LATEST') return [{ at, what: `code or configuration of ${component} changed`, component }];
  const before = all.map(({ Version: other }) => Number(other)).filter((other) => other < Number(number));
  const previous = before.length > 0 ? Math.max(...before) : undefined;
  return [
    {
      at,
      what: `version ${number} of ${component} was published`,
      component,
      ...(previous !== undefined && {
        rollBack: `aws lambda update-alias --function-name ${component} --name <alias> --function-version ${previous}`,
      }),
    },
  ];
};

// arn:aws:lambda:eu-central-1:123456789012:function:orders-fn:live
const nameOf = (nameOrArn: string): string => /:function:([\w-]{1,64})/.exec(nameOrArn)?.[1] ?? nameOrArn;
