import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';

import type { ExaminedComponent } from '../../core/doctor/examine-components.ts';
import { findingsOf, type Finding } from '../../core/doctor/finding.ts';

const logs = findingsOf('logs');

/** What class the groups are of, and how long they keep what is written; those of other accounts are not ours to ask. */
export const groupFindings = async (
  components: readonly ExaminedComponent[],
): Promise<readonly Finding[]> => {
  const places = components.flatMap(({ component, samples }) => {
    const { region, assumeRole } = component as { readonly region?: string; readonly assumeRole?: string };
    const own = samples.filter(({ source }) => assumeRole === undefined && !source.startsWith('arn:'));
    return own.map(({ source }) => ({ region, source }));
  });
  const unique = [...new Map(places.map((place) => [`${place.region} ${place.source}`, place])).values()];
  const findings: Finding[] = [];
  // One after the other: ten calls a second are all that an account has.
  for (const { region, source } of unique) {
    const group = await describe(region, source);
    if (group) findings.push(...judge(source, group));
  }
  return findings;
};

const describe = async (region: string | undefined, name: string): Promise<LogGroup | undefined> => {
  const client = new CloudWatchLogsClient(region === undefined ? {} : { region });
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups.find(({ logGroupName }) => logGroupName === name);
};

const judge = (name: string, { logGroupClass, retentionInDays }: LogGroup): readonly Finding[] => [
  ...classFindings(name, logGroupClass),
  ...(retentionInDays === undefined
    ? [
        logs.advice(
          `${name} keeps everything for ever, $0.03 a GB and month`,
          `aws logs put-retention-policy --log-group-name ${name} --retention-in-days 30`,
        ),
      ]
    : []),
];

/** A group's class is fixed when it is made. */
const classFindings = (name: string, logGroupClass: string | undefined): readonly Finding[] => {
  switch (logGroupClass) {
    case undefined:
    case 'STANDARD':
      return [];
    case 'INFREQUENT_ACCESS':
      return [
        logs.advice(
          `${name} is of the class INFREQUENT_ACCESS: it is read with queries, which takes seconds longer and costs $0.005 a GB scanned`,
          'a group of the class STANDARD is read at once',
        ),
      ];
    case 'DELIVERY':
      return [
        logs.fault(
          `${name} is of the class DELIVERY: nobody can read it here`,
          'let the service write to a group of the class STANDARD',
        ),
      ];
    default:
      return [logs.advice(`${name} is of the class ${logGroupClass}, whose reading is not known to whydown`)];
  }
};
