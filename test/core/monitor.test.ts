import { describe, expect, it, onTestFinished } from 'vitest';

import type { Quorum } from '../../lib/core/incident/policy.ts';
import { monitorCheck, type Monitored } from '../../lib/core/monitor.ts';
import { headlineOf } from '../../lib/core/notify/headline.ts';
import { messageOf } from '../../lib/core/notify/message.ts';
import { notificationOf } from '../../lib/core/notify/notification-of.ts';
import { plainText } from '../../lib/core/notify/plain-text.ts';
import type { Verdict } from '../../lib/core/probe/result.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { alertPolicy } from '../support/alert-policy.ts';
import { failingAttempt } from '../support/failing-attempt.ts';
import { probeCheck } from '../support/probe-check.ts';
import { probeResult } from '../support/probe-result.ts';

const MINUTE = 60_000;

type Answer = Verdict | 'silent' | 'ours';

/** A check that is probed from three places, and the ticks that it has seen. */
const watch = (quorum: Quorum) => {
  const local = openLocalStore(':memory:');
  onTestFinished(() => local.close());
  const check = probeCheck({
    locations: ['home', 'eu-west-1', 'private'],
    alert: alertPolicy({ quorum, failureThreshold: 1, successThreshold: 1, flaky: { count: 0, of: 1 } }),
  });
  let tick = 0;
  const judge = async (...answers: readonly Answer[]): Promise<Monitored> => {
    tick += MINUTE;
    const answerOf = (location: string): Answer => answers[check.locations.indexOf(location)] ?? 'silent';
    const known = await local.state.state(check.name);
    return monitorCheck(check, tick, known, {
      store: local.state,
      clock: { now: () => tick, monotonic: () => tick, sleep: async () => undefined },
      queue: { wake: async () => undefined },
      bus: { publish: async () => undefined },
      probe: async (_, { location }) => resultOf(answerOf(location), location),
      failingOf: (_, result) =>
        result.verdict === 'up' ? [] : [failingAttempt({ tick, location: result.location })],
    });
  };
  const resultOf = (answer: Answer, location: string) => {
    if (answer === 'silent') throw new Error('no answer');
    if (answer !== 'ours') return probeResult({ tick, location, verdict: answer });
    const { attempts, ...rest } = probeResult({ tick, location });
    const failure = { kind: 'prober', message: 'no network' } as const;
    return { ...rest, attempts: attempts.map((attempt) => ({ ...attempt, failure })) };
  };
  return { judge, store: local.state, check };
};

describe('a check that is probed from three places', () => {
  it.each<[Quorum, readonly Answer[], string]>([
    ['any', ['up', 'down', 'up'], 'opened'],
    ['any', ['up', 'up', 'up'], 'nothing'],
    ['majority', ['up', 'down', 'up'], 'nothing'],
    ['majority', ['down', 'down', 'up'], 'opened'],
    ['majority', ['down', 'silent', 'up'], 'nothing'],
    ['majority', ['down', 'silent', 'silent'], 'opened'],
    ['majority', ['silent', 'silent', 'silent'], 'nothing'],
    ['majority', ['ours', 'down', 'up'], 'nothing'],
    [2, ['down', 'up', 'down'], 'opened'],
    [2, ['down', 'silent', 'silent'], 'nothing'],
    [3, ['down', 'down', 'up'], 'nothing'],
    [3, ['down', 'down', 'down'], 'opened'],
  ])('with quorum %s and the verdicts %j: %s', async (quorum, answers, expected) => {
    const { judge } = watch(quorum);
    expect((await judge(...answers)).change?.incident?.kind ?? 'nothing').toBe(expected);
  });

  it('counts a place that is silent as missed, and gives it no vote', async () => {
    const { judge } = watch('majority');
    const { silent, metrics, results } = await judge('up', 'silent', 'ours');
    expect(silent).toEqual(['eu-west-1', 'private']);
    expect(results.map(({ location }) => location)).toEqual(['home', 'private']);
    const missed = metrics.filter(({ name }) => name === 'MissedProbes');
    expect(missed.map(({ dimensions, counts }) => [dimensions['Location'], counts])).toEqual([
      ['eu-west-1', [1]],
      ['private', [1]],
    ]);
  });

  it('is judged neither up nor down while nobody speaks', async () => {
    const { judge, store } = watch('any');
    await judge('down', 'down', 'down');
    await judge('silent', 'silent', 'silent');
    expect((await store.incidents({ limit: 1 }))[0]).toMatchObject({ status: 'open' });
    expect((await store.state('orders'))?.lastTick).toBe(MINUTE);
    await judge('silent', 'up', 'silent');
    expect((await store.incidents({ limit: 1 }))[0]).toMatchObject({ status: 'resolved' });
  });

  it.each<[readonly Answer[], string]>([
    [['up', 'down', 'up'], 'orders is down from eu-west-1 only: status (500) == 2xx'],
    [['down', 'down', 'up'], 'orders is down from home and eu-west-1 only: status (500) == 2xx'],
    [['down', 'down', 'silent'], 'orders is down: status (500) == 2xx'],
    [['down', 'down', 'down'], 'orders is down: status (500) == 2xx'],
  ])('that answers %j is told as "%s"', async (answers, headline) => {
    const { judge, store, check } = watch('any');
    await judge(...answers);
    const [incident] = await store.incidents({ limit: 1 });
    const told = notificationOf(incident!, { kind: 'opened', at: 2 * MINUTE, check });
    expect(headlineOf(told)).toBe(headline);
  });

  it('says from where, anew with every opening', async () => {
    const { judge, store, check } = watch('any');
    await judge('up', 'down', 'up');
    await judge('up', 'up', 'up');
    await judge('down', 'down', 'silent');
    const [incident] = await store.incidents({ limit: 1 });
    expect(incident).toMatchObject({ reopenings: 1, locations: ['home', 'eu-west-1'] });
    expect(incident).not.toHaveProperty('elsewhere');
    await judge('up', 'up', 'up');
    await judge('down', 'up', 'silent');
    const [again] = await store.incidents({ limit: 1 });
    const told = notificationOf(again!, { kind: 'reopened', at: 6 * MINUTE, check });
    expect(plainText(messageOf(told, 'full'))).toContain('from home\n');
    expect(plainText(messageOf(told, 'full'))).toContain('up from       eu-west-1\n'.trimEnd());
  });
});
