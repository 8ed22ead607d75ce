import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';

import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import type { AwsClients } from './aws-clients.ts';
import { gapFor, type FoundGroups } from './found-groups.ts';

/** The groups whose names begin so, for components to whose names AWS adds the kind of log or the stage; none is a gap. */
export const groupsByPrefix = async (
  prefixes: readonly string[],
  { logs }: AwsClients,
  none: Gap,
): Promise<FoundGroups> => {
  try {
    const pages = await Promise.all(
      prefixes.map((logGroupNamePrefix) => logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))),
    );
    const groups = pages.flatMap(({ logGroups }) =>
      (logGroups ?? []).flatMap((each) => each.logGroupName ?? []),
    );
    return { groups, gaps: groups.length > 0 ? [] : [none] };
  } catch (error) {
    return { groups: [], gaps: [gapFor(none.missing, error, 'logs:DescribeLogGroups')] };
  }
};
