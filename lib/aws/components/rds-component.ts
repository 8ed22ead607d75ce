import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  paginateDescribeDBParameters,
  RDSClient,
  type DBInstance,
} from '@aws-sdk/client-rds';

import { databaseEvents } from '../changes/database-events.ts';
import { databaseMetrics } from '../trends/database-metrics.ts';
import type { ComponentPlace, ComponentReader } from './component-reader.ts';
import { exportedGroups, type ExportingDatabase } from './exported-groups.ts';
import { gapFor, joined, type FoundGroups } from './found-groups.ts';
import { lazily } from './lazily.ts';

/** A database of RDS or Aurora: an instance, by name or ARN. */
export const rdsComponent = (nameOrArn: string, { clients }: ComponentPlace): ComponentReader => {
  const name = nameOf(nameOrArn);
  const title = `database ${name}`;
  const client = clients.of(RDSClient);
  const described = lazily(() => describe(name, client));
  return {
    title,
    groups: async () => {
      try {
        return await groupsOf(await described(), client);
      } catch (error) {
        return { groups: [], gaps: [gapFor(`logs of ${title}`, error, 'rds:DescribeDBInstances')] };
      }
    },
    changes: [databaseEvents(name, client)],
    resource: async () => name,
    metrics: async () => {
      const instance = await described();
      return databaseMetrics(instance, await maxConnections(instance, client));
    },
  };
};

// arn:aws:rds:eu-central-1:123456789012:db:orders-db
const nameOf = (nameOrArn: string): string => /:db:([\w-]{1,63})$/.exec(nameOrArn)?.[1] ?? nameOrArn;

const describe = async (name: string, client: RDSClient): Promise<DBInstance> => {
  const { DBInstances: found } = await client.send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }),
  );
  if (!found?.[0]) throw new Error(`there is no database ${name}`);
  return found[0];
};

const groupsOf = async (instance: DBInstance, client: RDSClient): Promise<FoundGroups> => {
  const name = instance.DBInstanceIdentifier ?? '';
  const cluster = instance.DBClusterIdentifier;
  const own: ExportingDatabase = {
    kind: 'instance',
    name,
    engine: instance.Engine ?? '',
    exports: instance.EnabledCloudwatchLogsExports ?? [],
  };
  if (cluster === undefined) return exportedGroups(own);
  try {
    return exportedGroups(await describeCluster(cluster, client));
  } catch (error) {
    const what = `logs of cluster ${cluster}`;
    return joined([
      { groups: exportedGroups(own).groups, gaps: [] },
      { groups: [], gaps: [gapFor(what, error, 'rds:DescribeDBClusters')] },
    ]);
  }
};

/** Aurora exports its logs from the cluster. */
const describeCluster = async (cluster: string, client: RDSClient): Promise<ExportingDatabase> => {
  const { DBClusters: found } = await client.send(
    new DescribeDBClustersCommand({ DBClusterIdentifier: cluster }),
  );
  const { Engine: engine = '', EnabledCloudwatchLogsExports: exports = [] } = found?.[0] ?? {};
  return { kind: 'cluster', name: cluster, engine, exports };
};

/** Known where somebody set it; else it is a formula of the memory of the class, which RDS does not tell. */
const maxConnections = async (
  { DBParameterGroups: groups }: DBInstance,
  client: RDSClient,
): Promise<number | undefined> => {
  const group = groups?.[0]?.DBParameterGroupName;
  if (group === undefined || group.startsWith('default.')) return undefined;
  for await (const page of paginateDescribeDBParameters(
    { client },
    { DBParameterGroupName: group, Source: 'user' },
  )) {
    const set = page.Parameters?.find(({ ParameterName: parameter }) => parameter === 'max_connections');
    const value = Number(set?.ParameterValue);
    if (value > 0) return value;
  }
  return undefined;
};
