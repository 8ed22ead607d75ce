import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { defineProber, type AttemptContext, type Prober } from '../../lib/core/probe/contract.ts';
import type { Failure } from '../../lib/core/probe/failure.ts';
import type { Observation } from '../../lib/core/probe/observation.ts';
import { createRetryBudget } from '../../lib/core/retry/budget.ts';
import { runCheck } from '../../lib/core/run-check.ts';
import { observation } from '../support/observation.ts';
import { fakeClock, probeCheck, retryPolicy, runDeps, type FakeClock } from '../support/probe-check.ts';

type Answer = Partial<Observation> | Error | 'hangs';

interface Scripted {
  readonly prober: Prober;
  readonly contexts: readonly AttemptContext[];
}

/** A prober that answers what the script says, one after the other, the last for ever; each answer takes `tookMs`. */
const scripted = (
  script: readonly Answer[],
  {
    clock,
    tookMs = 10,
    idempotent = true,
  }: { clock?: FakeClock; tookMs?: number; idempotent?: boolean } = {},
): Scripted => {
  const contexts: AttemptContext[] = [];
  const prober = defineProber({
    type: 'scripted',
    summary: '',
    entries: { url: v.optional(v.string()) },
    expects: ['status'],
    describe: () => 'scripted',
    idempotent: () => idempotent,
    probe: async (_target, context) => {
      const answer = script[Math.min(contexts.length, script.length - 1)];
      contexts.push(context);
      if (answer === 'hangs') return new Promise<Observation>(() => undefined);
      clock?.advance(tookMs);
      if (answer instanceof Error) throw answer;
      return observation({ id: context.id, durationMs: tookMs, ...answer });
    },
  });
  return { prober, contexts };
};

const STATUS = [{ fact: 'status', relation: '==', expected: '2xx', severity: 'down' }] as const;
const SLOW = [{ fact: 'latency', relation: '<=', expected: 5, severity: 'degraded' }] as const;

const refused: Failure = { kind: 'connect', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };

const check = probeCheck({ assertions: STATUS });

describe('runCheck', () => {
  it.each<[string, readonly Answer[], string, readonly string[]]>([
    ['up', [{}], 'up', ['passed']],
    ['flaky', [{ status: 503 }, {}], 'flaky', ['failed', 'passed']],
    ['flaky', [{ failure: refused }, { status: 500 }, {}], 'flaky', ['failed', 'failed', 'passed']],
    ['down', [{ status: 500 }], 'down', ['failed', 'failed', 'failed']],
    ['down', [{ status: 404 }], 'down', ['failed']],
  ])('is %s after %j', async (_verdict, script, verdict, outcomes) => {
    const result = await runCheck(check, scripted(script).prober, runDeps());
    expect(result.verdict).toBe(verdict);
    expect(result.attempts.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('is degraded when only an assertion of that severity is broken, and asks no second time', async () => {
    const { prober, contexts } = scripted([{}]);
    const result = await runCheck(probeCheck({ assertions: SLOW }), prober, runDeps());
    expect(result).toMatchObject({ verdict: 'degraded', attempts: [{ outcome: 'degraded' }] });
    expect(result.attempts[0]?.assertions[0]?.text).toBe('latency (10 ms) <= 5 ms');
    expect(contexts).toHaveLength(1);
  });

  it('records every attempt with its backoff, its failure and an id of its own', async () => {
    const clock = fakeClock();
    const { prober, contexts } = scripted([{ status: 503 }, { failure: refused }, {}], { clock });
    const result = await runCheck(check, prober, runDeps({ clock }));
    expect(
      result.attempts.map(({ number, backoffMs, failure }) => [number, backoffMs, failure?.kind]),
    ).toEqual([
      [1, 0, 'status'],
      [2, 100, 'connect'],
      [3, 200, undefined],
    ]);
    expect(clock.slept).toEqual([100, 200]);
    expect(result.endedAt - result.startedAt).toBe(330);
    expect(new Set(contexts.map(({ id }) => id.requestId)).size).toBe(3);
    expect(result.attempts[0]?.failure).toEqual({
      kind: 'status',
      code: '503',
      message: 'status (503) == 2xx',
    });
  });

  it.each<[string, Partial<Parameters<typeof runDeps>[0]>, Parameters<typeof scripted>, number]>([
    ['not-retryable', {}, [[{ status: 404 }]], 1],
    ['not-retryable', {}, [[{ status: 503 }], { idempotent: false }], 1],
    ['already-down', { alreadyDown: true }, [[{ status: 503 }]], 1],
    ['budget', { budget: createRetryBudget({ floor: 1, ratio: 0 }) }, [[{ status: 503 }]], 2],
    ['retry-after', {}, [[{ status: 503, headers: { 'retry-after': '59' } }]], 1],
    ['stopped', { signal: AbortSignal.abort() }, [[{ status: 503 }]], 1],
  ])('stops, and says %s', async (stopped, deps, args, attempts) => {
    const result = await runCheck(check, scripted(...args).prober, runDeps(deps));
    expect(result.stopped).toBe(stopped);
    expect(result.attempts).toHaveLength(attempts);
  });

  it('repeats what is not idempotent when the check asks for it', async () => {
    const { prober } = scripted([{ status: 503 }, {}], { idempotent: false });
    const willing = { ...check, retry: retryPolicy({ retryNonIdempotent: true }) };
    expect((await runCheck(willing, prober, runDeps())).verdict).toBe('flaky');
  });

  it('says nothing of a reason when the attempts of the policy are used up', async () => {
    const result = await runCheck(check, scripted([{ status: 503 }]).prober, runDeps());
    expect(result).not.toHaveProperty('stopped');
    expect(result.attempts).toHaveLength(3);
  });

  it('waits as long as the target asks, when there is time', async () => {
    const clock = fakeClock();
    const script = [{ status: 429, headers: { 'retry-after': '7' } }, {}];
    await runCheck(check, scripted(script, { clock }).prober, runDeps({ clock }));
    expect(clock.slept).toEqual([7_000]);
  });

  it('begins no attempt that could not end before the deadline', async () => {
    const clock = fakeClock();
    const { prober, contexts } = scripted([{ status: 503 }], { clock, tookMs: 4_000 });
    const short = { ...check, deadlineMs: 9_000 };
    const result = await runCheck(short, prober, runDeps({ clock }));
    expect(result.stopped).toBe('deadline');
    expect(contexts.map(({ timeoutMs }) => timeoutMs)).toEqual([9_000, 4_900]);
    expect(result.endedAt - result.startedAt).toBeLessThanOrEqual(9_000);
  });

  it.each<[string, Answer, boolean, string]>([
    ['itself when its control target is gone too', { failure: refused }, false, 'prober'],
    ['the target when the control target answers', { failure: refused }, true, 'connect'],
    ['the target when it did answer', { status: 500 }, false, 'status'],
  ])('blames %s', async (...[, answer, online, kind]) => {
    const deps = runDeps({ online: async () => online });
    const result = await runCheck(check, scripted([answer]).prober, deps);
    expect(result.attempts.at(-1)?.failure?.kind).toBe(kind);
  });

  describe('a check that expects a failure', () => {
    const closed = probeCheck({
      assertions: [
        { fact: 'failure', relation: 'is', expected: ['connect', 'CERT_HAS_EXPIRED'], severity: 'down' },
      ],
    });

    it.each<[string, Answer, string, string | undefined]>([
      ['fails as expected, by kind', { failure: refused }, 'up', undefined],
      [
        'fails as expected, by code',
        { failure: { kind: 'tls', code: 'CERT_HAS_EXPIRED', message: '' } },
        'up',
        undefined,
      ],
      [
        'fails otherwise',
        { failure: { kind: 'timeout', code: 'TIMEOUT', message: '' } },
        'down',
        'failure ([timeout, TIMEOUT]) is one of connect, CERT_HAS_EXPIRED',
      ],
      ['answers', {}, 'down', 'failure (none) is one of connect, CERT_HAS_EXPIRED'],
      ['cannot be probed', new Error('bug'), 'down', 'bug'],
    ])('is judged when the target %s', async (_what, answer, verdict, message) => {
      const result = await runCheck(closed, scripted([answer]).prober, runDeps());
      expect(result.verdict).toBe(verdict);
      expect(result.attempts.at(-1)?.failure?.message).toBe(message);
    });

    it('is not content without a network of its own', async () => {
      const deps = runDeps({ online: async () => false });
      const result = await runCheck(closed, scripted([{ failure: refused }]).prober, deps);
      expect(result).toMatchObject({ verdict: 'down', attempts: [{ failure: { code: 'NO_NETWORK' } }] });
    });
  });

  it('does not look at its own network while all is well', async () => {
    let asked = 0;
    const online = async () => {
      asked += 1;
      return false;
    };
    expect((await runCheck(check, scripted([{}]).prober, runDeps({ online }))).verdict).toBe('up');
    expect(asked).toBe(0);
  });

  it('blames itself when a prober throws', async () => {
    const deps = runDeps({ redact: (text) => text.replace('hunter2', '***') });
    const result = await runCheck(check, scripted([new Error('bug near hunter2')]).prober, deps);
    expect(result.attempts[0]?.failure).toEqual({ kind: 'prober', code: 'THROWN', message: 'bug near ***' });
  });

  it('gives up a prober that does not keep its timeout', async () => {
    const result = await runCheck(check, scripted(['hangs']).prober, runDeps());
    expect(result.attempts[0]?.failure).toMatchObject({ kind: 'prober', code: 'HUNG' });
  });

  it('does not take a clock that steps back for a negative duration', async () => {
    let now = 1_700_000_000_000;
    const clock = { ...fakeClock(), now: () => (now -= 3_600_000) };
    const result = await runCheck(check, scripted([{}]).prober, runDeps({ clock }));
    expect(result.endedAt).toBeGreaterThanOrEqual(result.startedAt);
  });

  it('keeps the beginning of a failed body and nothing of a good one', async () => {
    const body = { text: 'x'.repeat(100_000), bytes: 100_000, truncated: false };
    const result = await runCheck(check, scripted([{ status: 503, body }, { body }]).prober, runDeps());
    expect(result.attempts.map(({ observation: { body: kept } }) => kept?.text.length)).toEqual([4_096, 0]);
    expect(result.attempts[1]?.observation.body?.bytes).toBe(100_000);
  });

  it.each([
    { address: 'same', avoided: [[], []] },
    { address: 'next', avoided: [[], ['192.0.2.7:443']] },
  ] as const)('tells the prober to avoid $avoided with address: $address', async ({ address, avoided }) => {
    const { prober, contexts } = scripted([{ status: 503, address: '192.0.2.7:443' }, {}]);
    await runCheck({ ...check, retry: retryPolicy({ address }) }, prober, runDeps());
    expect(contexts.map(({ avoid }) => avoid)).toEqual(avoided);
  });

  it('makes three spellings of one id, not sampled', async () => {
    const { prober, contexts } = scripted([{}]);
    await runCheck(check, prober, runDeps());
    const id = contexts[0]!.id;
    expect(id.requestId).toMatch(/^[\da-f]{32}$/);
    expect(id.traceparent).toMatch(new RegExp(`^00-${id.requestId}-[\\da-f]{16}-00$`));
    expect(id.amznTraceId).toBe(`Root=1-${id.requestId.slice(0, 8)}-${id.requestId.slice(8)};Sampled=0`);
    expect(Number.parseInt(id.requestId.slice(0, 8), 16)).toBe(1_700_000_000);
  });
});
