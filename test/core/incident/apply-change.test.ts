import { describe, expect, it } from 'vitest';

import { applyChange } from '../../../lib/core/incident/apply-change.ts';
import type { IncidentChange } from '../../../lib/core/incident/change.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { incident, step } from '../../support/incident.ts';

const later = failingAttempt({ tick: 120_000 });
const changeTo = (kind: 'reopened' | 'worsened' | 'resolved'): IncidentChange => ({
  kind,
  incidentId: 'orders-1',
  at: 9_000,
  severity: 'degraded',
  reason: 'down once',
  places: { locations: ['eu-west-1'], elsewhere: ['home'] },
  failing: [later],
  steps: [step({ id: `publish:${kind}`, kind: 'publish' })],
});

describe('applyChange', () => {
  it('opens an incident once: a repeated opening meets it and changes nothing', () => {
    const opened = incident();
    expect(applyChange(undefined, { kind: 'opened', incident: opened })).toBe(opened);
    const worked = incident({ steps: [step({ status: 'done' })], version: 4 });
    expect(applyChange(worked, { kind: 'opened', incident: opened })).toBe(worked);
  });

  it('reopens: open again, with the new severity, reason and attempts', () => {
    const over = incident({ status: 'resolved', resolvedAt: 5_000, reopenings: 1, version: 6 });
    const { resolvedAt: _, ...rest } = over;
    expect(applyChange(over, changeTo('reopened'))).toEqual({
      ...rest,
      status: 'open',
      reopenings: 2,
      severity: 'degraded',
      reason: 'down once',
      locations: ['eu-west-1'],
      elsewhere: ['home'],
      failing: [later],
      steps: [...over.steps, step({ id: 'publish:reopened', kind: 'publish' })],
      version: 7,
    });
  });

  it('worsens a degraded incident to down', () => {
    expect(applyChange(incident({ severity: 'degraded' }), changeTo('worsened'))).toMatchObject({
      severity: 'down',
      status: 'open',
      reason: 'down once',
      failing: [later],
      version: 2,
    });
  });

  it('resolves, and keeps what is still owed', () => {
    const resolved = applyChange(incident(), changeTo('resolved'));
    expect(resolved).toMatchObject({ status: 'resolved', resolvedAt: 9_000, failing: [failingAttempt()] });
    expect(resolved.steps.map(({ id }) => id)).toEqual(['diagnose:opened', 'publish:resolved']);
  });

  it('keeps the attempts that it has when a change brings none', () => {
    const change = { ...changeTo('worsened'), failing: [] } as IncidentChange;
    expect(applyChange(incident(), change).failing).toEqual([failingAttempt()]);
  });

  it('leaves a step alone that a change brings again', () => {
    const before = incident({ steps: [step({ id: 'publish:resolved', status: 'done' })] });
    expect(applyChange(before, changeTo('resolved')).steps).toEqual(before.steps);
  });

  it('throws for a change to an incident that is not there', () => {
    expect(() => applyChange(undefined, changeTo('resolved'))).toThrow(
      'incident orders-1 is not in the store, so it cannot be resolved',
    );
  });
});
