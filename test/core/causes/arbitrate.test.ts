import { describe, expect, it } from 'vitest';
import { arbitrate } from '../../../lib/core/causes/arbitrate.ts';
import type { CauseId } from '../../../lib/core/causes/cause.ts';
import type { Candidate, Clue } from '../../../lib/core/causes/evidence.ts';
import type { Standing } from '../../../lib/core/causes/rule.ts';
import { logRecord } from '../../support/log-record.ts';

interface Facts {
  readonly strength?: number;
  readonly standing?: Standing;
  readonly depth?: number;
  readonly at?: number;
  readonly record?: Clue['record'];
  readonly clue?: Partial<Clue>;
}

const candidate = (cause: CauseId, facts: Facts = {}): Candidate => ({
  clue: {
    record: facts.record ?? logRecord(`ERROR ${cause}`),
    at: facts.at ?? 1,
    stretch: 'during',
    isWithin: true,
    isExact: true,
    grainMs: 0,
    isFinal: false,
    index: 0,
    tie: { tier: 'window', path: 'none', isForeign: false, isRequest: false, order: 'unknown' },
    before: 0,
    since: 1,
    weight: 3,
    ...facts.clue,
  },
  signal: {
    cause,
    specificity: 'code',
    component: 'self',
    summary: '',
    at: 0,
    depth: facts.depth ?? 0,
    phase: 'request',
    subject: {},
  },
  standing: facts.standing ?? 'cause',
  strength: facts.strength ?? 6,
});

const verdict = (...candidates: readonly Candidate[]) => arbitrate(candidates).verdict?.cause;

describe('arbitrate', () => {
  it('names the cause with the strongest evidence', () => {
    expect(
      verdict(candidate('fs.permission', { strength: 5 }), candidate('datastore.auth', { strength: 7 })),
    ).toBe('datastore.auth');
  });

  it.each([
    ['an effect', 'upstream.down', 'effect'],
    ['a fallback', 'code.exception', 'fallback'],
  ] as const)(
    'lets %s yield to a cause of the same strength, and names it where it is alone',
    (_, cause, standing) => {
      const weak = candidate(cause, { standing });
      expect(verdict(weak, candidate('datastore.auth'))).toBe('datastore.auth');
      expect(verdict(weak)).toBe(cause);
    },
  );

  it('prefers what stands deeper in the chain, and what came first', () => {
    expect(verdict(candidate('datastore.capacity'), candidate('datastore.unreachable', { depth: 2 }))).toBe(
      'datastore.unreachable',
    );
    expect(
      verdict(candidate('datastore.capacity', { at: 9 }), candidate('datastore.unreachable', { at: 3 })),
    ).toBe('datastore.unreachable');
  });

  it('abstains below the threshold, and says of each why', () => {
    const judged = arbitrate([
      candidate('fs.permission', { strength: 3, clue: { before: 4 } }),
      candidate('datastore.auth', {
        strength: 2,
        clue: { tie: { tier: 'window', path: 'none', isForeign: true, isRequest: false, order: 'unknown' } },
      }),
    ]);
    expect(judged).toMatchObject({ confidence: 0, alternatives: [] });
    expect(judged.verdict).toBeUndefined();
    expect(judged.ruledOut).toEqual([
      {
        cause: 'fs.permission',
        why: 'the log says the same 4 times before the failure; too little to name a cause',
      },
      { cause: 'datastore.auth', why: 'the record belongs to another request; too little to name a cause' },
    ]);
  });

  it('names two causes that explain it almost equally well, and is less sure', () => {
    const alone = arbitrate([candidate('datastore.auth')]);
    const two = arbitrate([candidate('datastore.auth'), candidate('fs.permission', { strength: 5.8 })]);
    expect(two.alternatives.map((each) => each.case.cause)).toEqual(['fs.permission']);
    expect(two.confidence).toBeLessThan(alone.confidence);
    expect(two.ruledOut).toEqual([]);
  });

  it('takes a lesser word of the same record for no second opinion', () => {
    const record = logRecord('ERROR both');
    const judged = arbitrate([
      candidate('datastore.auth', { record }),
      candidate('resource.timeout', { record, standing: 'effect', strength: 10 }),
    ]);
    expect(judged.alternatives).toEqual([]);
  });

  it('is surer the stronger the evidence is, and never certain', () => {
    const sure = [3.5, 5, 7, 50].map(
      (strength) => arbitrate([candidate('datastore.auth', { strength })]).confidence,
    );
    expect(sure).toEqual(sure.toSorted((one, other) => one - other));
    expect(sure.at(-1)).toBeLessThan(1);
    expect(sure[0]).toBeGreaterThan(0.5);
  });

  it('has nothing to say about nothing', () => {
    expect(arbitrate([])).toEqual({ confidence: 0, alternatives: [], ruledOut: [] });
  });
});
