import {
  FilterLogEventsCommand,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';

import { callsPerSecond, paceFor } from '../../lib/aws/logs/pace.ts';
import { logGroupSource } from '../../lib/aws/logs/log-group-source.ts';
import { sharedReads } from '../../lib/aws/logs/shared-reads.ts';
import type { ComponentResolver } from '../../lib/core/ports.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';
import { LOGS } from './measured.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What reading logs was like. */
export interface LogReadUse {
  calls: number;
  /** Calls that the account's limit refused; the client makes them again. */
  throttled: number;
}

interface Line {
  readonly at: EpochMs;
  readonly text: string;
}

/** What is older is read by no diagnosis any more. */
const KEPT_MS: Milliseconds = 7_200_000;

/** The SDK's own tries. */
const TRIES = 3;

/** Log groups in memory, behind a limit on calls like that of an account and region, half of which others use up. */
export const simLogGroups = (time: VirtualTime, region: string) => {
  const { clock } = time;
  const use: LogReadUse = { calls: 0, throttled: 0 };
  const groups = new Map<string, Line[]>();
  const allows = limiter(() => clock.now(), callsPerSecond(region), LOGS.othersShare);

  const write = (group: string, text: string): void => {
    const lines = groups.get(group) ?? [];
    if (lines.length === 0) groups.set(group, lines);
    lines.push({ at: clock.now(), text });
    while ((lines[0]?.at ?? Infinity) < clock.now() - KEPT_MS) lines.shift();
  };

  const answer = ({ logGroupName = '', startTime = 0, endTime = 0 }: FilterLogEventsCommand['input']) => {
    const seen = Math.min(endTime, clock.now() - LOGS.lagMs);
    const failing = (groups.get(logGroupName) ?? []).filter(({ at }) => startTime <= at && at <= seen);
    const usual: Line[] = [];
    for (let at = Math.ceil(startTime / USUAL_EVERY_MS) * USUAL_EVERY_MS; at <= seen; at += USUAL_EVERY_MS)
      usual.push({ at, text: `${stamp(at)} INFO GET /other 200 in 12 ms` });
    const events = [...failing, ...usual].sort((a, b) => b.at - a.at).map(eventOf);
    return { events };
  };

  const send = async (command: object): Promise<object> => {
    if (!(command instanceof FilterLogEventsCommand))
      throw new Error(`the logs of the simulation do not know ${command.constructor.name}`);
    for (let tries = 1; ; tries++) {
      use.calls += 1;
      await clock.sleep(LOGS.callMs);
      if (allows()) return answer(command.input);
      use.throttled += 1;
      if (tries === TRIES) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
      await clock.sleep(100 * 2 ** tries);
    }
  };
  const client = { send } as unknown as CloudWatchLogsClient;

  /** What one environment of the diagnose function reads with: the product's own sources, pace and shared reads. */
  const resolver = (groupOf: (component: string) => string): ComponentResolver => {
    const reader = { client, clock, pace: paceFor(region, clock), reads: sharedReads(clock) };
    return {
      logs: async (component) => {
        const group = groupOf('name' in component ? component.name : '');
        return { sources: [logGroupSource(group, reader)], gaps: [] };
      },
      changes: async () => [],
    };
  };
  return { use, write, resolver };
};

/** What a service says all the time. */
const USUAL_EVERY_MS: Milliseconds = 10_000;

export const stamp = (at: EpochMs): string => new Date(at).toISOString();

const eventOf = ({ at, text }: Line, index: number): FilteredLogEvent => ({
  eventId: `${at} ${index}`,
  logStreamName: 'app',
  timestamp: at,
  ingestionTime: at + LOGS.lagMs,
  message: text,
});

/** So many calls a second, as many at once behind a pause, less what others use up all the time. */
const limiter = (now: () => EpochMs, perSecond: number, othersShare: number): (() => boolean) => {
  let [tokens, at] = [perSecond, now()];
  return () => {
    tokens = Math.min(perSecond, tokens + ((now() - at) / 1_000) * perSecond * (1 - othersShare));
    at = now();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
