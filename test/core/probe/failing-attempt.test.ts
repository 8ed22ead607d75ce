import { describe, expect, it } from 'vitest';

import { failingAttempts } from '../../../lib/core/probe/failing-attempt.ts';
import type { Attempt, ProbeResult } from '../../../lib/core/probe/result.ts';
import { observation } from '../../support/observation.ts';

const attempt = (overrides: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  backoffMs: 0,
  observation: observation({ status: 500 }),
  assertions: [],
  outcome: 'failed',
  failure: { kind: 'status', code: '500', message: 'status (500) == 2xx' },
  ...overrides,
});

const result = (...attempts: Attempt[]): ProbeResult => ({
  checkName: 'orders',
  location: 'home',
  tick: 60_000,
  startedAt: 60_010,
  endedAt: 60_100,
  attempts,
  verdict: 'down',
});

const OPTIONS = {
  target: 'GET https://api.example.com/orders/7?full=1',
  redact: (text: string) => text.replaceAll('hunter2', '***'),
};

describe('failingAttempts', () => {
  it('leaves out the attempts that passed', () => {
    const { failure: _failure, ...passed } = attempt({ number: 2, outcome: 'passed' });
    expect(failingAttempts(result(attempt(), passed), OPTIONS).map(({ number }) => number)).toEqual([1]);
  });

  it('knows the method and the path, for the logs', () => {
    expect(failingAttempts(result(attempt()), OPTIONS)).toMatchObject([
      {
        tick: 60_000,
        location: 'home',
        method: 'GET',
        path: '/orders/7',
        status: 500,
        target: OPTIONS.target,
      },
    ]);
  });

  it.each(['DNS A example.com', 'tcp 192.0.2.7:25', 'GET nonsense'])('knows none of %j', (target) => {
    const [failing] = failingAttempts(result(attempt()), { ...OPTIONS, target });
    expect(failing).not.toHaveProperty('method');
  });

  it('redacts the body and the message, and keeps at most 2 KiB', () => {
    const body = { text: `hunter2 ${'x'.repeat(9_000)}`, bytes: 9_008, truncated: false };
    const failure = { kind: 'reset', message: 'peer said hunter2' } as const;
    const [failing] = failingAttempts(
      result(attempt({ failure, observation: observation({ body }) })),
      OPTIONS,
    );
    expect(failing?.failure.message).toBe('peer said ***');
    expect(failing?.bodyExcerpt).toMatch(/^\*\*\* x+$/);
    expect(failing?.bodyExcerpt).toHaveLength(2_048);
  });

  it('takes the ids of the step that broke a chain', () => {
    const broken = observation({ status: 502, answeredIds: { 'x-request-id': 'second' } });
    const steps = [
      { name: 'login', target: 'POST https://a/login', observation: observation(), failedAssertions: [] },
      {
        name: 'order',
        target: 'PUT https://a/order/7',
        observation: broken,
        failedAssertions: ['status (502) == 2xx'],
      },
    ];
    const [failing] = failingAttempts(result(attempt({ observation: observation({ steps }) })), OPTIONS);
    expect(failing).toMatchObject({
      status: 502,
      answeredIds: { 'x-request-id': 'second' },
      method: 'PUT',
      path: '/order/7',
    });
  });

  it('lists the assertions that were broken', () => {
    const assertion = { fact: 'status', relation: '==', expected: '2xx', severity: 'down' } as const;
    const assertions = [
      { assertion, passed: false, text: 'status (500) == 2xx' },
      { assertion, passed: true, text: 'latency (1 ms) <= 5 ms' },
    ];
    expect(failingAttempts(result(attempt({ assertions })), OPTIONS)[0]?.failedAssertions).toEqual([
      'status (500) == 2xx',
    ]);
  });
});
