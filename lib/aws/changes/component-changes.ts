import type { ChangeSource } from '../../core/ports.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { ComponentPlace, ComponentReader, KnownChanges } from '../components/component-reader.ts';
import { isDenied } from '../components/found-groups.ts';
import { metricTrends } from '../trends/metric-trends.ts';

/** They explain, and nothing waits longer than this for an explanation. */
const GIVE_UP_MS: Milliseconds = 10_000;

/**
 * Where the changes and the trends of a component come from. Each fails by itself, with words that say what to allow;
 * each is asked once, however often a diagnosis looks again for late lines.
 */
export const changeSources = (reader: ComponentReader, place: ComponentPlace): readonly ChangeSource[] => {
  const direct = [...reader.changes, stackPart(reader, place)].map((part) => once(part, reader, place));
  const trail = once(trailPart(reader, place, direct), reader, place);
  const known = [...direct, trail].map(({ changes }): ChangeSource => ({ changes, trends: nothing }));
  return [...known, trends(reader, place)];
};

const nothing = async () => [];

const stackPart = (reader: ComponentReader, place: ComponentPlace): KnownChanges => ({
  actions: 'cloudformation:DescribeStackResources and cloudformation:DescribeStackEvents',
  changes: async (from, to) => {
    const resource = await reader.resource();
    if (resource === undefined) return [];
    const { stackChanges } = await import('./stack-changes.ts');
    return stackChanges(resource, place, { from, to });
  },
});

/** Asked only when nobody else knows of a change: it is slow, late, and shared by the whole account. */
const trailPart = (
  { resource: find, title }: ComponentReader,
  place: ComponentPlace,
  direct: readonly KnownChanges[],
): KnownChanges => ({
  actions: 'cloudtrail:LookupEvents',
  changes: async (from, to) => {
    const known = await Promise.allSettled(direct.map(({ changes }) => changes(from, to)));
    if (known.some((each) => each.status === 'fulfilled' && each.value.length > 0)) return [];
    const resource = await find();
    if (resource === undefined) return [];
    const { trailChanges } = await import('./trail-changes.ts');
    return trailChanges({ resource, title }, place, { from, to });
  },
});

const trends = (reader: ComponentReader, place: ComponentPlace): ChangeSource => {
  const ask = remembered(async (at: EpochMs) => metricTrends(reader, place, at));
  const what = `trends of ${reader.title}`;
  return {
    changes: nothing,
    trends: (at) => explained(ask(at), { what, actions: 'cloudwatch:GetMetricData' }, place),
  };
};

const once = (part: KnownChanges, { title }: ComponentReader, place: ComponentPlace): KnownChanges => {
  const ask = remembered((from: EpochMs, to: EpochMs) => part.changes(from, to));
  const told = { what: `changes of ${title}`, actions: part.actions };
  return { ...part, changes: (from, to) => explained(ask(from, to), told, place) };
};

/** The answer to the same question again. */
const remembered = <Value>(
  ask: (...times: EpochMs[]) => Promise<Value>,
): ((...times: EpochMs[]) => Promise<Value>) => {
  const answers = new Map<string, Promise<Value>>();
  return (...times) => {
    const key = times.join(' ');
    const answer = answers.get(key) ?? ask(...times);
    answers.set(key, answer);
    return answer;
  };
};

/** The answer in time, or an error that a gap can be made of. */
const explained = async <Value>(
  asked: Promise<Value>,
  { what, actions }: { readonly what: string; readonly actions: string },
  { clients: { clock } }: ComponentPlace,
): Promise<Value> => {
  const done = new AbortController();
  const late = async (): Promise<never> => {
    await clock.sleep(GIVE_UP_MS, done.signal);
    throw new Error(`no answer within ${GIVE_UP_MS / 1000} s`);
  };
  try {
    return await Promise.race([asked, late()]);
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const fix = isDenied(error) ? `; allow ${actions} to the diagnose role` : '';
    throw new Error(`${what}: ${message}${fix}`, { cause: error });
  } finally {
    done.abort();
  }
};
