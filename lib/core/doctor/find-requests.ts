import { requestIdFix } from '../diagnosis/request-id-fix.ts';
import type { LogFormat } from '../logs/format.ts';
import { reassemble } from '../logs/reassemble.ts';
import type { Clock, ComponentResolver, LogSource } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import { findingsOf, type Finding } from './finding.ts';
import type { SentRequest } from './send-requests.ts';

/** What became of a request in the logs behind its check. */
export interface TracedRequest extends SentRequest {
  /** Logs with a record that carries one of its ids. */
  readonly foundIn: readonly string[];
  /** Every log that was read. */
  readonly read: readonly string[];
  /** The line of configuration that would add ids, where the software is known. */
  readonly fix?: string;
}

/** What looking needs of the world. */
export interface FindPorts {
  readonly resolver: Pick<ComponentResolver, 'logs'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly formats: readonly LogFormat[];
}

/** Clocks of two machines differ. */
const SKEW_MS: Milliseconds = 2_000;

const MAX_BYTES = 1024 ** 2;

/** Looks for requests in the logs behind their checks, by the ids that a diagnosis would go by. */
export const findRequests = (
  sent: readonly SentRequest[],
  ports: FindPorts,
  signal: AbortSignal,
): Promise<readonly TracedRequest[]> => Promise.all(sent.map((each) => trace(each, ports, signal)));

const trace = async (
  sent: SentRequest,
  { resolver, clock, formats }: FindPorts,
  signal: AbortSignal,
): Promise<TracedRequest> => {
  const resolved = await Promise.allSettled(sent.components.map((each) => resolver.logs(each)));
  const sources = new Set(
    resolved.flatMap((each) => (each.status === 'fulfilled' ? each.value.sources : [])),
  );
  const query = {
    from: sent.from - SKEW_MS,
    to: clock.now() + SKEW_MS,
    ids: [],
    maxBytes: MAX_BYTES,
    signal,
  };
  const ids = new Set(sent.ids);
  const looked = await Promise.all(
    [...sources].map(async (source) => {
      const records = await recordsIn(source, query, formats);
      const isFound = records.some((record) => record.ids.some((id) => ids.has(id)));
      return { name: source.name, isFound, fix: requestIdFix(undefined, records, formats) };
    }),
  );
  const fix = looked.find((each) => !each.isFound && each.fix !== undefined)?.fix;
  return {
    ...sent,
    foundIn: looked.filter(({ isFound }) => isFound).map(({ name }) => name),
    read: looked.map(({ name }) => name),
    ...(fix !== undefined && { fix }),
  };
};

/** What cannot be read is told by those who look at the log itself. */
const recordsIn = async (
  source: LogSource,
  query: Parameters<LogSource['read']>[0],
  formats: readonly LogFormat[],
) => {
  const { events } = await source.read(query).catch(() => ({ events: [] }));
  return [...reassemble(events, formats)];
};

const logs = findingsOf('logs');

/** What is to be said of requests that were sent and looked for. */
export const requestFindings = (traced: readonly TracedRequest[]): readonly Finding[] =>
  traced.map(({ checkName, foundIn, read, problem, fix }) => {
    if (problem !== undefined)
      return logs.unseen(`the request of ${checkName} did not come through, so it is in no log: ${problem}`);
    if (foundIn.length > 0)
      return logs.good(`the request that was sent for ${checkName} is in ${foundIn.join(', ')}, by its id`);
    const where = read.length === 0 ? 'no log could be read' : `it is not in ${read.join(', ')}`;
    return logs.advice(
      `the request that was sent for ${checkName} cannot be found by its id: ${where}, so time alone would tie a failing one`,
      fix ?? 'log the header X-Request-ID of the request with every line',
    );
  });
