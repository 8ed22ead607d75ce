import { joined, unreadable, type FoundGroups } from './found-groups.ts';

/** A database that may send its logs to CloudWatch Logs. */
export interface ExportingDatabase {
  readonly kind: 'instance' | 'cluster';
  readonly name: string;
  readonly engine: string;
  /** The kinds of log that it sends: `postgresql`, `error`, `slowquery`. */
  readonly exports: readonly string[];
}

/** The groups that a database exports its logs to; the log with its errors missing is a gap with the command. */
export const exportedGroups = ({ kind, name, engine, exports }: ExportingDatabase): FoundGroups => {
  const wanted = errorLogOf(engine);
  const found = {
    groups: exports
      .filter((each) => !NOT_OF_REQUESTS.has(each))
      .map((each) => `/aws/rds/${kind}/${name}/${each}`),
    gaps: [],
  };
  if (exports.includes(wanted)) return found;
  const command =
    kind === 'cluster'
      ? `aws rds modify-db-cluster --db-cluster-identifier ${name}`
      : `aws rds modify-db-instance --db-instance-identifier ${name}`;
  return joined([
    found,
    unreadable(
      `${wanted} log of database ${name}: it is not exported to CloudWatch Logs`,
      `${command} --cloudwatch-logs-export-configuration '{"EnableLogTypes":["${wanted}"]}' --apply-immediately`,
    ),
  ]);
};

/** Written by upgrades, and by auditors. */
const NOT_OF_REQUESTS: ReadonlySet<string> = new Set(['upgrade', 'audit']);

const errorLogOf = (engine: string): string => {
  if (engine.includes('postgres')) return 'postgresql';
  if (engine.startsWith('oracle')) return 'alert';
  return engine.startsWith('db2') ? 'diag.log' : 'error';
};
