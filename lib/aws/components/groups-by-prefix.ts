import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';

import type { ComponentPlace } from './component-reader.ts';
import { gapFor, type FoundGroups } from './found-groups.ts';

/** More groups than these share the byte budget of a diagnosis so thinly that none is read well. */
const MAX_GROUPS = 20;

/** The groups whose names begin so; those of another account by ARN. */
export const groupsByPrefix = async (prefix: string, place: ComponentPlace): Promise<FoundGroups> => {
  const what = `log groups that begin with ${prefix}`;
  try {
    const found = await namesOf(prefix, place);
    if (found.length === 0)
      return { groups: [], gaps: [{ missing: `${what}: there are none`, fix: 'correct the prefix' }] };
    const left = found.length - MAX_GROUPS;
    return {
      groups: found.slice(0, MAX_GROUPS),
      gaps:
        left > 0
          ? [{ missing: `${what}: ${left} of ${found.length} are not read`, fix: 'name a longer prefix' }]
          : [],
    };
  } catch (error) {
    return { groups: [], gaps: [gapFor(what, error, 'logs:DescribeLogGroups')] };
  }
};

const namesOf = async (
  logGroupNamePrefix: string,
  { clients, account }: ComponentPlace,
): Promise<readonly string[]> => {
  const linked = account === undefined ? {} : { includeLinkedAccounts: true, accountIdentifiers: [account] };
  const names: string[] = [];
  for await (const page of paginateDescribeLogGroups(
    { client: clients.logs },
    { logGroupNamePrefix, ...linked },
  ))
    for (const { logGroupName, logGroupArn } of page.logGroups ?? [])
      names.push((account === undefined ? logGroupName : logGroupArn) ?? '');
  return names;
};
