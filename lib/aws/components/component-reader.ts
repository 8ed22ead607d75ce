import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';
import type { WatchedMetric } from '../trends/watched-metric.ts';
import type { AwsClients } from './aws-clients.ts';
import type { FoundGroups } from './found-groups.ts';

/** Where a component is read. */
export interface ComponentPlace {
  readonly clients: AwsClients;
  /** The account that its ARN names, when no role of it is taken: read as a monitoring account reads its sources. */
  readonly account?: string;
}

/** Changes that one service knows of. */
export interface KnownChanges {
  /** The actions that asking needs. */
  readonly actions: string;
  readonly changes: (from: EpochMs, to: EpochMs) => Promise<readonly Change[]>;
}

/** What can be known of one component on AWS. */
export interface ComponentReader {
  /** For people: `function orders-fn`. */
  readonly title: string;
  /** The log groups that it writes to; logging that is off is a gap that says how to turn it on. */
  readonly groups: () => Promise<FoundGroups>;
  /** What its own services know of changes; CloudFormation and CloudTrail are asked for every component. */
  readonly changes: readonly KnownChanges[];
  /** What CloudFormation and CloudTrail call it; undefined where neither knows it. */
  readonly resource: () => Promise<string | undefined>;
  /** The metrics that may head for a limit. */
  readonly metrics: () => Promise<readonly WatchedMetric[]>;
}
