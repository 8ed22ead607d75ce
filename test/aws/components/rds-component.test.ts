import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf } from '../../support/aws-component.ts';

const rds = mockClient(RDSClient);
const ORDERS = { kind: 'rds', name: 'orders-db' } as const;

beforeEach(() => rds.reset());

const withInstance = async (instance: DBInstance) => {
  rds
    .on(DescribeDBInstancesCommand, { DBInstanceIdentifier: 'orders-db' })
    .resolves({ DBInstances: [{ DBInstanceIdentifier: 'orders-db', ...instance }] });
  return groupsOf(ORDERS);
};

describe('the logs of a database', () => {
  it.each<[string, readonly string[], readonly string[], string | undefined]>([
    ['postgres', ['postgresql', 'upgrade'], ['postgresql'], undefined],
    ['postgres', [], [], 'postgresql'],
    ['mysql', ['error', 'slowquery', 'audit'], ['error', 'slowquery'], undefined],
    ['mariadb', ['slowquery'], ['slowquery'], 'error'],
    ['sqlserver-se', [], [], 'error'],
    ['oracle-ee', [], [], 'alert'],
  ])('%s that exports %j are %j, and a gap of %s', async (Engine, exports, kinds, lacking) => {
    const found = await withInstance({ Engine, EnabledCloudwatchLogsExports: [...exports] });
    expect(found.groups).toEqual(kinds.map((kind) => `/aws/rds/instance/orders-db/${kind}`));
    expect(found.gaps).toEqual(
      lacking === undefined
        ? []
        : [
            {
              missing: `${lacking} log of database orders-db: it is not exported to CloudWatch Logs`,
              fix: `aws rds modify-db-instance --db-instance-identifier orders-db --cloudwatch-logs-export-configuration '{"EnableLogTypes":["${lacking}"]}' --apply-immediately`,
            },
          ],
    );
  });

  it('of Aurora are those of its cluster', async () => {
    rds.on(DescribeDBClustersCommand, { DBClusterIdentifier: 'shop' }).resolves({
      DBClusters: [{ Engine: 'aurora-postgresql', EnabledCloudwatchLogsExports: ['postgresql'] }],
    });
    const found = await withInstance({ Engine: 'aurora-postgresql', DBClusterIdentifier: 'shop' });
    expect(found).toEqual({ groups: ['/aws/rds/cluster/shop/postgresql'], gaps: [] });
  });

  it('of Aurora that exports nothing name the command for the cluster', async () => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Engine: 'aurora-mysql' }] });
    const { gaps } = await withInstance({ Engine: 'aurora-mysql', DBClusterIdentifier: 'shop' });
    expect(gaps[0]?.fix).toMatch(/^aws rds modify-db-cluster --db-cluster-identifier shop .*\["error"\]/);
  });

  it('are a gap where the database does not exist, or may not be asked for', async () => {
    rds.on(DescribeDBInstancesCommand).rejects(awsError('DBInstanceNotFoundFault', 'orders-db not found'));
    expect((await groupsOf(ORDERS)).gaps).toEqual([
      { missing: 'logs of database orders-db: DBInstanceNotFoundFault: orders-db not found' },
    ]);
    rds.on(DescribeDBInstancesCommand).rejects(awsError('AccessDenied', 'denied'));
    expect((await groupsOf(ORDERS)).gaps[0]?.fix).toBe('allow rds:DescribeDBInstances to the diagnose role');
  });

  it('are found by ARN', async () => {
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceIdentifier: 'orders-db' }] });
    await groupsOf({ kind: 'rds', name: 'arn:aws:rds:us-west-2:123456789012:db:orders-db' });
    expect(rds.call(0).args[0].input).toEqual({ DBInstanceIdentifier: 'orders-db' });
  });
});
