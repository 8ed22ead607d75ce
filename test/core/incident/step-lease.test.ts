import { describe, expect, it } from 'vitest';

import type { StepOutcome } from '../../../lib/core/ports.ts';
import { dueAmong, finishStep, nextStepAt, owedBy, takeStep } from '../../../lib/core/incident/step-lease.ts';
import { incident, step } from '../../support/incident.ts';

const lease = { now: 1_000, leasedUntil: 4_000 };

describe('takeStep', () => {
  it.each([
    ['pending and due', step(), true],
    ['due this very moment', step({ dueAt: 1_000 }), true],
    ['not due yet', step({ dueAt: 1_001 }), false],
    ['leased', step({ leasedUntil: 1_001, taken: 1 }), false],
    ['leased until now', step({ leasedUntil: 1_000, taken: 1 }), true],
    ['done', step({ status: 'done' }), false],
    ['parked', step({ status: 'parked' }), false],
    ['another', step({ id: 'publish:opened' }), false],
  ])('of a step that is %s', (_, given, taken) => {
    const after = takeStep(incident({ steps: [given] }), 'diagnose:opened', lease);
    expect(after !== undefined).toBe(taken);
    if (after)
      expect(after.steps[0]).toMatchObject({ status: 'pending', leasedUntil: 4_000, taken: given.taken + 1 });
  });
});

describe('finishStep', () => {
  const held = step({ taken: 2, leasedUntil: 4_000 });
  const waiting = step({ id: 'notify:opened:oncall', kind: 'notify', dueAt: 20_000 });
  const told = step({ id: 'notify:opened:boss', kind: 'notify', status: 'done' });
  const before = incident({ steps: [held, waiting, told] });

  it.each<[string, StepOutcome, object]>([
    ['done', { kind: 'done' }, { status: 'done' }],
    [
      'again',
      { kind: 'again', dueAt: 9_000, error: 'HTTP 503' },
      { status: 'pending', dueAt: 9_000, lastError: 'HTTP 503' },
    ],
    ['parked', { kind: 'parked', error: 'HTTP 404' }, { status: 'parked', lastError: 'HTTP 404' }],
  ])('%s gives the lease back', (_, outcome, expected) => {
    const { leasedUntil: __, ...released } = held;
    const after = finishStep(before, held, outcome);
    expect(after?.steps[0]).toEqual({ ...released, ...expected });
    expect(after?.version).toBe(before.version + 1);
  });

  it('adds steps, moves pending ones, and leaves finished ones alone', () => {
    const added = step({ id: 'publish:diagnosed', kind: 'publish' });
    const after = finishStep(before, held, {
      kind: 'done',
      steps: [{ ...waiting, dueAt: 3_000 }, { ...told, status: 'pending', dueAt: 3_000 }, added],
    });
    expect(after?.steps.slice(1)).toEqual([{ ...waiting, dueAt: 3_000 }, told, added]);
  });

  it('forgets a reminder that went out', () => {
    const reminder = step({
      id: 'r1',
      kind: 'notify',
      notification: 'reminder',
      taken: 1,
      leasedUntil: 4_000,
    });
    const next = { ...step({ id: 'r2', kind: 'notify', notification: 'reminder' }), dueAt: 3_600_000 };
    const after = finishStep(incident({ steps: [reminder] }), reminder, { kind: 'done', steps: [next] });
    expect(after?.steps).toEqual([next]);
  });

  it.each([
    ['whose lease another has now', { ...held, taken: 1 }, before],
    ['that is finished', held, incident({ steps: [{ ...held, status: 'done' }] })],
    ['that nobody took', step(), incident()],
    ['that is not there', { id: 'publish:opened', taken: 0 }, before],
  ] as const)('refuses a step %s', (_, by, given) => {
    expect(finishStep(given, by, { kind: 'done' })).toBeUndefined();
  });
});

it('finds the steps that may be taken, the longest waiting first', () => {
  const first = incident({
    id: 'a',
    steps: [step({ id: '1', dueAt: 500 }), step({ id: '2', dueAt: 10, leasedUntil: 700 })],
  });
  const second = incident({
    id: 'b',
    steps: [
      step({ id: '3', dueAt: 600 }),
      step({ id: '4', status: 'done' }),
      step({ id: '5', dueAt: 1_001 }),
    ],
  });
  const owed = [first, second].flatMap(owedBy);
  const found = dueAmong(owed, 1_000, 10).map((due) => `${due.incidentId}${due.step.id}`);
  expect(found).toEqual(['a1', 'b3', 'a2']);
  expect(dueAmong(owed, 1_000, 2)).toHaveLength(2);
  expect([nextStepAt(first), nextStepAt(second), nextStepAt(incident({ steps: [] }))]).toEqual([
    500,
    600,
    undefined,
  ]);
});
