import { MARIADB_FAULTS, POSTGRES_FAULTS, REDIS_FAULTS } from './datastore-faults.ts';
import type { NodeFault } from './node-fault.ts';
import { CLOUD_FAULTS, THIRD_PARTY_FAULTS } from './outside-faults.ts';
import { CODE_FAULTS, FILE_FAULTS } from './own-faults.ts';

/** Every fault of the shared Node shop. */
export const ALL_FAULTS: readonly NodeFault[] = [
  ...POSTGRES_FAULTS,
  ...MARIADB_FAULTS,
  ...REDIS_FAULTS,
  ...THIRD_PARTY_FAULTS,
  ...CLOUD_FAULTS,
  ...FILE_FAULTS,
  ...CODE_FAULTS,
];
