import { beforeAll, describe, expect, it } from 'vitest';

import { MODES, type Mode } from '../../bench/sim/modes.ts';
import { report } from '../../bench/sim/report.ts';
import { simulate, type Outcome } from '../../bench/sim/simulate.ts';

/** Small enough for a test; the figures of docs/reference/scale.md come from `npm run sim`. */
const SMALL = {
  checks: 400,
  minutes: 40,
  tls: 1,
  interval: '1m',
  metrics: 'fleet',
  failing: 0.03,
  outageHours: 0.3,
  oneShardIn: 1,
  region: 'us-east-1',
} as const;

const outcomes = new Map<Mode, Outcome>();

beforeAll(async () => {
  for (const mode of MODES) outcomes.set(mode, await simulate({ ...SMALL, mode }));
}, 240_000);

const outcome = (mode: Mode): Outcome => outcomes.get(mode)!;

describe.each(MODES)('a simulated fleet, %s', (mode) => {
  it('misses no tick, loses and doubles no incident, and leaves nothing undone', () => {
    const { findings } = outcome(mode);
    expect(findings).toMatchObject({
      missed: 0,
      lost: 0,
      duplicate: 0,
      unfinished: 0,
      parked: 0,
      undiagnosed: 0,
    });
    expect(findings.incidents).toBeGreaterThan(10);
    expect(findings.probes).toBeGreaterThan(SMALL.checks * SMALL.minutes);
  });

  it('counts in its metrics what was probed, and nothing as missed but a location that is away', () => {
    const { findings } = outcome(mode);
    if (mode === 'location') {
      // Two votes for each probe while both locations answer, one and a silence while one of them does not.
      expect(findings.saidMissed).toBeGreaterThan(SMALL.checks * 30);
      expect(findings.probesCounted + findings.saidMissed).toBe(2 * findings.probes);
    } else {
      expect(findings).toMatchObject({ saidMissed: 0, probesCounted: findings.probes });
    }
  });

  it('tells of each incident once that speaks for itself', () => {
    const { told, incidents } = outcome(mode).findings;
    if (mode === 'storm') expect(told['opened']).toBeLessThan(incidents);
    else expect(told['opened']).toBe(incidents);
  });
});

it('probes a tick again only where it is called for twice', () => {
  const repeated = MODES.filter((mode) => outcome(mode).findings.repeated > 0);
  expect(repeated).toEqual(['jitter', 'twice']);
});

it('a database that fails under half of the fleet is at most two pages', () => {
  expect(outcome('storm').findings.pages).toBeGreaterThan(0);
  expect(outcome('storm').findings.pages).toBeLessThanOrEqual(2);
});

it.each(['flood', 'crowd'] as const)(
  'a %s of separate incidents is told of within minutes, and diagnosed as fast as CloudWatch lets logs be read',
  (mode) => {
    const { pages, toldAfterMs, diagnosedAfterMs, diagnosed, explained, logCallsRefused } =
      outcome(mode).findings;
    expect(pages).toBe(SMALL.checks / 2);
    expect(toldAfterMs).toBeLessThan(300_000);
    expect(diagnosedAfterMs).toBeLessThan(300_000);
    // All but those of targets that refuse, which write no log.
    expect(explained).toBeGreaterThan(diagnosed * 0.9);
    expect(logCallsRefused).toBe(0);
  },
);

it('incidents with a log group in common share what is read of it', () => {
  const [flood, crowd] = (['flood', 'crowd'] as const).map((mode) => outcome(mode).findings.logCalls);
  expect(crowd).toBeLessThan(flood!);
});

it('what hangs does not keep the shards waiting', () => {
  const [normal, timeouts] = (['normal', 'timeouts'] as const).map(
    (mode) => outcome(mode).usage.functions['probe']!.gbSeconds,
  );
  // Twelve checks hang all the time: in their shards, eight functions would wait ten seconds each minute.
  expect(timeouts! - normal!).toBeLessThan(SMALL.minutes * 8 * 10 * 0.5);
});

it('says everything in one table', () => {
  const text = report(outcome('normal'));
  for (const word of ['missed ticks', 'lost incidents', 'DynamoDB units', 'PutMetricData calls', 'together'])
    expect(text).toContain(word);
});
