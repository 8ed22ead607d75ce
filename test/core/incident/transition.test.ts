import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';

import type { StateChange } from '../../../lib/core/incident/change.ts';
import type { CheckState } from '../../../lib/core/incident/incident.ts';
import type { AlertPolicy } from '../../../lib/core/incident/policy.ts';
import { transition } from '../../../lib/core/incident/transition.ts';
import type { Verdict } from '../../../lib/core/probe/result.ts';
import { alertPolicy } from '../../support/alert-policy.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';

const INTERVAL_MS = 60_000;

/** Runs a row of verdicts, `u` up, `d` down, `f` flaky, `g` degraded, one a minute; `.` is a tick without a vote. */
const run = (row: string, policy: AlertPolicy = alertPolicy(), before?: CheckState) => {
  const verdicts: Record<string, Verdict> = { u: 'up', d: 'down', f: 'flaky', g: 'degraded' };
  let state = before;
  const changes: (StateChange | undefined)[] = [];
  row.split('').forEach((letter, index) => {
    const at = (before?.lastTick ?? 0) + (index + 1) * INTERVAL_MS;
    const verdict = verdicts[letter];
    const change = transition(
      state,
      {
        checkName: 'orders',
        at,
        intervalMs: INTERVAL_MS,
        votes: verdict ? [{ location: 'home', verdict }] : [],
        failing: verdict && verdict !== 'up' ? [failingAttempt({ tick: at })] : [],
        diagnosable: true,
      },
      policy,
      at,
    );
    changes.push(change);
    if (change) state = change.state;
  });
  return { state, changes, kinds: changes.map((change) => change?.incident?.kind ?? '-').join(' ') };
};

describe('transition', () => {
  it.each([
    ['uuuuuu', '- - - - - -', 'stays silent while all is well'],
    ['d', '-', 'waits for the failure threshold'],
    ['dd', '- opened', 'opens after two verdicts down in a row'],
    ['dud', '- - -', 'starts counting again after a clean verdict'],
    ['ddu', '- opened -', 'waits for the success threshold'],
    ['dduu', '- opened - resolved', 'resolves after two clean verdicts in a row'],
    ['ddudu', '- opened - - -', 'does not resolve while it fails again'],
    ['dduudd', '- opened - resolved - reopened', 'reopens when it fails again soon'],
    ['fuf', '- - -', 'bears two unclean verdicts'],
    ['fufuf', '- - - - opened', 'opens a degraded incident after three unclean verdicts of six'],
    ['fufuuuuf', '- - - - - - - -', 'forgets unclean verdicts that left the window'],
    ['ggg', '- - opened', 'counts degraded verdicts as unclean'],
    ['fufffuuu', '- - - opened - - - -', 'does not resolve a degraded incident while its rule holds'],
    [
      'fufffuuuu',
      '- - - opened - - - - resolved',
      'resolves a degraded incident when its rule no longer holds',
    ],
    ['fffdd', '- - opened - worsened', 'worsens a degraded incident that goes down'],
    ['d.d', '- - opened', 'takes a tick without votes for nothing'],
  ])('%s -> %s: %s', (row, kinds) => {
    expect(run(row).kinds).toBe(kinds);
  });

  it('writes nothing for a healthy check', () => {
    expect(run('uuuu').changes).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('drops the state of a check that is plainly healthy again', () => {
    const { changes, state } = run(`d${'u'.repeat(6)}`);
    expect(state).toBeUndefined();
    expect(changes.findLast((change) => change !== undefined)).toMatchObject({ state: undefined });
  });

  it('opens a new incident when the last one is long over', () => {
    const { state } = run(`dduu${'u'.repeat(11)}dd`);
    expect(state?.incidentId).toBe(`orders-${(17 * INTERVAL_MS).toString(36)}`);
  });

  it('does not open a degraded incident right after a down incident was resolved', () => {
    expect(run('dddduuf').kinds).toBe('- opened - - - resolved -');
  });

  it('changes nothing when a tick is delivered twice', () => {
    const { state } = run('dd');
    const again = transition(
      state,
      {
        checkName: 'orders',
        at: 2 * INTERVAL_MS,
        intervalMs: INTERVAL_MS,
        votes: [{ location: 'home', verdict: 'down' }],
        failing: [],
        diagnosable: true,
      },
      alertPolicy(),
      2 * INTERVAL_MS,
    );
    expect(again).toBeUndefined();
  });

  it('writes an outage once, not at each of its ticks', () => {
    const written = (row: string) =>
      run(row)
        .changes.map((change) => (change ? 'w' : '-'))
        .join('');
    expect(written('dddddd')).toBe('ww----');
    expect(written('ddffgd')).toBe('ww----');
    expect(written('ddduddu')).toBe('ww-ww-w');
    expect(written('fffff')).toBe('wwwww');
  });

  it('leaves the failing attempts to the incident, so that the state stays small', () => {
    const { state, changes } = run('dd');
    expect(state?.failing).toEqual([]);
    expect(changes.at(-1)?.incident).toMatchObject({ incident: { failing: [{}, {}] } });
  });

  it('names the last good tick before the first bad one', () => {
    const opened = run('uuudd').changes.at(-1)?.incident;
    expect(opened).toMatchObject({ incident: { lastGoodAt: 3 * INTERVAL_MS } });
  });

  it('keeps the failing attempts of all ticks that led to the incident, five at most', () => {
    const opened = run(
      'ddddddd',
      alertPolicy({ failureThreshold: 7, flaky: { count: 0, of: 6 } }),
    ).changes.at(-1)?.incident;
    expect(
      opened?.kind === 'opened' && opened.incident.failing.map(({ tick }) => tick / INTERVAL_MS),
    ).toEqual([3, 4, 5, 6, 7]);
  });

  it('gives the first notification time for the diagnosis', () => {
    const opened = run('dd').changes.at(-1)?.incident;
    expect(opened?.kind === 'opened' && opened.incident.steps.map(({ id, dueAt }) => [id, dueAt])).toEqual([
      ['diagnose:opened', 120_000],
      ['notify:opened:oncall', 140_000],
      ['publish:opened', 120_000],
    ]);
  });

  it('holds its invariants for every row of verdicts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('u', 'd', 'f', 'g', '.'), { maxLength: 80 }), (letters) => {
        let isOpen = false;
        let version = 0;
        for (const change of run(letters.join('')).changes) {
          if (!change) continue;
          expect(change.expectedVersion).toBe(version);
          version = change.state?.version ?? 0;
          const kind = change.incident?.kind;
          if (kind === 'opened' || kind === 'reopened') expect(isOpen).toBe(false);
          if (kind === 'resolved' || kind === 'worsened') expect(isOpen).toBe(true);
          if (kind) isOpen = kind !== 'resolved';
          expect(change.state?.incidentId !== undefined).toBe(isOpen);
        }
      }),
    );
  });
});
