import { datastoreComponent, datastoreOf } from '../datastore.ts';
import { placeOf, remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const isDatastore = (seen: Seen): boolean => datastoreOf(seen) !== undefined;

const TELLS: readonly Tell[] = [
  { by: 'code', code: /^(?:40P01|1213|ER_LOCK_DEADLOCK)$/, tag: 'deadlock' },
  { by: 'code', code: /^(?:1205|55P03|ER_LOCK_WAIT_TIMEOUT)$/, tag: 'lock' },
  { by: 'code', code: /^(?:57014|3024|1969)$/, tag: 'statement' },
  { by: 'code', code: /^(?:25006|1290|1792|ER_OPTION_PREVENTS_STATEMENT)$/, tag: 'read-only' },
  { by: 'code', code: /^40001$/, tag: 'serialization' },
  // deadlock detected     Deadlock found when trying to get lock; try restarting transaction
  { by: 'code', text: /deadlock detected|Deadlock found when trying to get lock/, tag: 'deadlock' },
  // Transaction (Process ID 52) was deadlocked on lock resources with another process
  { by: 'code', text: /was deadlocked on (?:lock|thread|communication)/, tag: 'deadlock' },
  { by: 'code', code: /^P2034$/, tag: 'deadlock' },
  // canceling statement due to lock timeout     Lock wait timeout exceeded; try restarting transaction
  {
    by: 'code',
    text: /due to lock timeout|Lock wait timeout exceeded|could not obtain lock on row/,
    tag: 'lock',
  },
  // canceling statement due to statement timeout      Query execution was interrupted, maximum statement execution time exceeded
  {
    by: 'code',
    text: /canceling statement due to (?:statement timeout|user request)|maximum statement execution time exceeded|max_statement_time exceeded/,
    tag: 'statement',
  },
  // cannot execute INSERT in a read-only transaction     READONLY You can't write against a read only replica.
  {
    by: 'code',
    text: /cannot execute \w{1,20} in a read-only transaction|\bREADONLY You can't write|--read-only option/,
    tag: 'read-only',
  },
  // could not serialize access due to concurrent update
  { by: 'code', text: /could not serialize access/, tag: 'serialization' },
  // sqlite3.OperationalError: database is locked      SQLITE_BUSY: database is locked
  { by: 'code', text: /\bdatabase (?:table )?is locked|\bSQLITE_BUSY\b/, tag: 'lock' },
  {
    by: 'type',
    type: /(?:Deadlocked|DeadlockLoserDataAccessException|CannotAcquireLockException|LockWaitTimeout|PessimisticLockException)$/,
    when: isDatastore,
    tag: 'deadlock',
  },
  // ORA-00060: deadlock detected while waiting for resource
  { by: 'code', text: /ORA-00(?:060|054)/, tag: 'deadlock' },
];

const WHAT: Readonly<Record<string, string>> = {
  deadlock: 'two transactions wait for each other',
  lock: 'a lock is held longer than the wait allows',
  statement: 'a statement was cancelled at its time limit',
  'read-only': 'the server takes no writes, as a replica after a failover',
  serialization: 'a concurrent transaction changed the same rows',
};

const describe = (seen: Seen, { tell }: Hit) => {
  const component = datastoreComponent(seen);
  const tag = tell.tag ?? 'lock';
  return { component, summary: `${component}: ${WHAT[tag] ?? ''}`, subject: { case: tag } };
};

const LOCKS: Readonly<Record<string, string>> = {
  postgres: `psql -c "select pid, pg_blocking_pids(pid), state, left(query, 80) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"`,
  mysql: 'mysql -e "show engine innodb status"',
};

/** Transactions stand in each other's way. */
export const datastoreContention = defineCauseRule({
  id: 'datastore.contention',
  standing: 'cause',
  summary:
    'Deadlocks, lock waits, cancelled statements, serialization failures and writes to a read-only server: SQLSTATE 40P01/55P03/57014/25006/40001, MySQL 1205/1213. One event may be transient; the rate tells.',
  examples: [
    'deadlock detected',
    'Lock wait timeout exceeded; try restarting transaction',
    'canceling statement due to statement timeout',
    'cannot execute INSERT in a read-only transaction',
  ],
  confusers: ['WORKER TIMEOUT (pid:22293)', 'read ETIMEDOUT'],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('datastore.contention', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }, { record }) => {
    const check = LOCKS[component.split(' ', 1)[0] ?? ''];
    const place = placeOf(record);
    const at = place ? ` at ${place}` : '';
    switch (subject['case'] ?? '') {
      case 'deadlock':
        return [
          remedyOf(
            `lock rows in one order everywhere${at}, and repeat a transaction that lost a deadlock`,
            check,
          ),
        ];
      case 'statement':
        return [
          remedyOf(
            `make the statement${at} faster (plan, index, fewer rows) or take it out of the request`,
            check,
          ),
        ];
      case 'read-only':
        return [
          remedyOf(
            `point writes to the writer: ${component} is read-only, perhaps after a failover`,
            'psql -c "select pg_is_in_recovery()"',
          ),
          remedyOf('let the pool drop its connections when a failover happens'),
        ];
      case 'serialization':
        return [remedyOf(`repeat the transaction${at} when it fails with a serialization error`)];
      default:
        return [remedyOf(`find and end the transaction that holds the lock, then shorten it${at}`, check)];
    }
  },
});
