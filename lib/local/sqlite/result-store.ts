import type { ResultSink } from '../../core/ports.ts';
import type { Failure } from '../../core/probe/failure.ts';
import type { Phases } from '../../core/probe/observation.ts';
import type { Attempt, ProbeResult, RetryStop, Verdict } from '../../core/probe/result.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { Database } from './database.ts';
import { storedJson } from '../../core/incident/stored.ts';
import { keptRows } from './kept-row.ts';

/** What is kept of an attempt: no headers and no body, which may hold secrets. */
interface StoredAttempt {
  readonly number: number;
  readonly outcome: Attempt['outcome'];
  readonly backoffMs: Milliseconds;
  readonly startedAt: EpochMs;
  readonly durationMs: Milliseconds;
  readonly phases: Phases;
  readonly requestId: string;
  readonly status?: number;
  readonly failure?: Failure;
  /** Rendered with the actual values: `status (500) == 2xx`. */
  readonly failedAssertions: readonly string[];
}

/** What is kept of a probe's result. */
export interface StoredResult {
  readonly checkName: string;
  readonly location: string;
  readonly tick: EpochMs;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly verdict: Verdict;
  readonly stopped?: RetryStop;
  readonly attempts: readonly StoredAttempt[];
}

/** How the probes of a check went in a time. */
interface Uptime {
  readonly probes: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Probes that were not down, 0 to 100; undefined when there were none. */
  readonly percent: number | undefined;
}

/** Results in, and out again for whoever shows them. */
export interface ResultStore extends ResultSink {
  /** Newest first. */
  last(checkName: string, limit: number): Promise<readonly StoredResult[]>;
  /** Of all locations, `from` included, `to` excluded. */
  uptime(checkName: string, from: EpochMs, to: EpochMs): Promise<Uptime>;
}

/** Results of probes in SQLite; one per check, location and tick. */
export const sqliteResultStore = (database: Database): ResultStore => {
  const rows = keptRows(database, 'result', (stored) => storedJson(stored) as StoredResult);
  const add = database.prepare(
    'INSERT OR REPLACE INTO result (check_name, tick, location, verdict, body) VALUES (?, ?, ?, ?, ?)',
  );
  const last = database.prepare(
    "SELECT check_name || ' ' || tick AS key, body FROM result WHERE check_name = ? ORDER BY tick DESC, location",
  );
  const verdicts = database.prepare(
    `SELECT verdict, count(*) AS n FROM result WHERE check_name = ? AND tick >= ? AND tick < ? GROUP BY verdict`,
  );
  const put = (result: ProbeResult): void => {
    const { checkName, tick, location, verdict } = result;
    add.run(checkName, tick, location, verdict, JSON.stringify(storedResult(result)));
  };
  return {
    record: async (results) => {
      if (results.length > 0) database.write(() => results.forEach(put));
    },
    last: async (checkName, limit) => database.read(() => rows.many(last.iterate(checkName), limit)),
    uptime: async (checkName, from, to) =>
      database.read(() =>
        uptimeOf(
          verdicts.all(checkName, from, to).map((row) => [row['verdict'] as Verdict, Number(row['n'])]),
        ),
      ),
  };
};

/** What of a result is stored. */
const storedResult = ({ attempts, ...result }: ProbeResult): StoredResult => ({
  ...result,
  attempts: attempts.map(storedAttempt),
});

const storedAttempt = ({ observation, assertions, ...attempt }: Attempt): StoredAttempt => {
  const { startedAt, durationMs, phases, id, status } = observation;
  return {
    ...attempt,
    startedAt,
    durationMs: rounded(durationMs),
    phases: Object.fromEntries(Object.entries(phases).map(([phase, ms]) => [phase, rounded(ms)])),
    requestId: id.requestId,
    ...(status !== undefined && { status }),
    failedAssertions: assertions.filter(({ passed }) => !passed).map(({ text }) => text),
  };
};

/** To a hundredth of a millisecond: the digits behind it are noise, and most of the text. */
const rounded = (ms: Milliseconds): Milliseconds => Math.round(ms * 100) / 100;

const uptimeOf = (counted: readonly (readonly [Verdict, number])[]): Uptime => {
  const verdicts = { up: 0, degraded: 0, flaky: 0, down: 0, ...Object.fromEntries(counted) };
  const probes = counted.reduce((sum, [, n]) => sum + n, 0);
  return { probes, verdicts, percent: probes > 0 ? (100 * (probes - verdicts.down)) / probes : undefined };
};
