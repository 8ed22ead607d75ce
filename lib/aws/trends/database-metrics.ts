import type { DBInstance } from '@aws-sdk/client-rds';

import type { WatchedMetric } from './watched-metric.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const gibOf = (bytes: number): number => bytes / GIB;
const mibOf = (bytes: number): number => bytes / MIB;

/** What a database may run out of; the storage of Aurora grows by itself. */
export const databaseMetrics = (
  instance: DBInstance,
  maxConnections: number | undefined,
): readonly WatchedMetric[] => {
  const own = {
    namespace: 'AWS/RDS',
    dimensions: { DBInstanceIdentifier: instance.DBInstanceIdentifier ?? '' },
  };
  return [
    { ...own, ...LEFT, name: 'FreeableMemory', resource: 'free memory', unit: 'MiB', convert: mibOf },
    {
      ...own,
      name: 'DatabaseConnections',
      stat: 'Maximum',
      resource: 'connections',
      unit: 'connections',
      ...(maxConnections !== undefined && { limit: maxConnections }),
    },
    ...(instance.DBClusterIdentifier === undefined ? [{ ...own, ...freeStorage(instance) }] : []),
  ];
};

const LEFT = { stat: 'Minimum', limit: 0, falls: true } as const;

/** What autoscaling may still add is free too. */
const freeStorage = ({ AllocatedStorage: allocated = 0, MaxAllocatedStorage: most = 0 }: DBInstance) => ({
  ...LEFT,
  name: 'FreeStorageSpace',
  resource: 'free storage',
  unit: 'GiB',
  convert: (bytes: number) => gibOf(bytes) + Math.max(0, most - allocated),
});
