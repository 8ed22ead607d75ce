import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  InvalidOperationException,
  ResourceNotFoundException,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { logGroupSource } from '../../lib/aws/logs/log-group-source.ts';
import { paceFor } from '../../lib/aws/logs/pace.ts';
import { sharedReads } from '../../lib/aws/logs/shared-reads.ts';
import type { LogQuery } from '../../lib/core/ports.ts';
import { fakeClock } from '../support/probe-check.ts';

const logs = mockClient(CloudWatchLogsClient);
beforeEach(() => logs.reset());

const query = (overrides: Partial<LogQuery> = {}): LogQuery => ({
  from: 1_000,
  to: 61_000,
  ids: [],
  maxBytes: 1_000_000,
  signal: new AbortController().signal,
  ...overrides,
});

const read = (overrides: Partial<LogQuery> = {}, clock = fakeClock()) => {
  const client = new CloudWatchLogsClient({ region: 'us-east-1' });
  const reader = { client, clock, pace: paceFor('us-east-1', clock), reads: sharedReads(clock) };
  return logGroupSource('/shop/app', reader).read(query(overrides));
};

const event = (eventId: string, timestamp: number, message = eventId, logStreamName = 's') => ({
  eventId,
  timestamp,
  message,
  logStreamName,
  ingestionTime: timestamp + 700,
});

describe('a log group', () => {
  it('is read page by page, newest first where the service can, and told in order', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [event('b', 3_000), event('a', 2_000)], nextToken: 't' })
      .resolvesOnce({ events: [], nextToken: 'u' })
      .resolvesOnce({ events: [event('c', 4_000, 'third', 'other')] });
    const { events, gaps, newestEventAt } = await read();
    expect(events.map(({ text, stream, line }) => [text, stream, line])).toEqual([
      ['a', 's', 1],
      ['b', 's', 2],
      ['third', 'other', 1],
    ]);
    expect({ gaps, newestEventAt }).toEqual({ gaps: [], newestEventAt: 4_000 });
    const inputs = logs.commandCalls(FilterLogEventsCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ nextToken }) => nextToken)).toEqual([undefined, 't', 'u']);
    expect(inputs[0]).toMatchObject({
      logGroupName: '/shop/app',
      // What is old is read in whole minutes.
      startTime: 0,
      endTime: 120_000,
      startFromHead: false,
    });
  });

  it('is asked for an id with one quoted term, and what only looks like it is left out', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolves({ events: [event('a', 2_000, 'ID-1 in another case'), event('b', 3_000, '[id-1] boom')] });
    const { events } = await read({ ids: ['id-1'] });
    expect(events.map(({ text }) => text)).toEqual(['[id-1] boom']);
    expect(logs.commandCalls(FilterLogEventsCommand)[0]!.args[0].input.filterPattern).toBe('"id-1"');
  });

  it('says what the byte budget cut', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolves({ events: [event('a', 3_000, 'x'.repeat(60)), event('b', 2_000, 'y'.repeat(60))] });
    const { events, gaps } = await read({ maxBytes: 100 });
    expect(events).toHaveLength(1);
    expect(gaps).toEqual([
      { missing: 'older events of log group /shop/app: the byte budget was spent on newer ones' },
    ]);
  });

  it.each([
    {
      error: new ResourceNotFoundException({ message: 'x', $metadata: {} }),
      missing: 'log group /shop/app: it does not exist',
    },
    {
      error: Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }),
      missing: 'log group /shop/app: not authorized',
    },
  ])('that cannot be read is a gap: $missing', async ({ error, missing }) => {
    logs.on(FilterLogEventsCommand).rejects(error);
    expect(await read()).toMatchObject({ events: [], gaps: [{ missing, fix: expect.any(String) }] });
  });

  it('is left alone when the diagnosis is over', async () => {
    logs.on(FilterLogEventsCommand).rejects(new Error('aborted'));
    await expect(read({ signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('a group of the Infrequent Access class', () => {
  beforeEach(() => {
    const message = 'The log group class does not support FilterLogEvents';
    logs.on(FilterLogEventsCommand).rejects(new InvalidOperationException({ message, $metadata: {} }));
    logs.on(StartQueryCommand).resolves({ queryId: 'q' });
  });

  const row = (message: string) => [
    { field: '@timestamp', value: '2026-11-22 10:02:36.060' },
    { field: '@message', value: message },
    { field: '@logStream', value: 's' },
  ];

  it('is read by a query, polled until it is complete', async () => {
    logs
      .on(GetQueryResultsCommand)
      .resolvesOnce({ status: 'Running' })
      .resolves({ status: 'Complete', results: [row('[id-1] boom'), row('ID-1')] });
    const { events } = await read({ ids: ['id-1'] });
    expect(events.map(({ text, timestamp }) => [text, timestamp])).toEqual([
      ['[id-1] boom', Date.parse('2026-11-22T10:02:36.060Z')],
    ]);
    expect(logs.commandCalls(StartQueryCommand)[0]!.args[0].input).toMatchObject({
      logGroupName: '/shop/app',
      startTime: 1,
      endTime: 61,
      queryString:
        'fields @timestamp, @message, @logStream | filter @message like "id-1" | sort @timestamp desc',
    });
  });

  it('is given up after half a minute, and its query is stopped', async () => {
    logs.on(GetQueryResultsCommand).resolves({ status: 'Running' });
    logs.on(StopQueryCommand).resolves({});
    const { events, gaps } = await read();
    expect(events).toEqual([]);
    expect(gaps[0]?.missing).toContain('took longer than 30 s');
    expect(logs.commandCalls(StopQueryCommand)).toHaveLength(1);
  });
});

describe('the pace', () => {
  it.each([
    { region: 'us-east-1', atOnce: 6, spacingMs: 160 },
    { region: 'eu-central-1', atOnce: 1, spacingMs: 800 },
    { region: 'eu-west-3', atOnce: 2, spacingMs: 400 },
  ])(
    'leaves half of the calls of $region to others, and half of ours to the other function: one in $spacingMs ms',
    async ({ region, atOnce, spacingMs }) => {
      const clock = fakeClock();
      const pace = paceFor(region, clock);
      const { signal } = new AbortController();
      for (let call = 0; call < atOnce; call++) await pace(signal);
      expect(clock.slept).toEqual([]);
      for (let call = 0; call < 3; call++) await pace(signal);
      expect(clock.slept.map((ms) => Math.round(ms))).toEqual([spacingMs, spacingMs, spacingMs]);
    },
  );
});
