import { describe, expect, it } from 'vitest';

import { DEFAULT_ASSUMPTIONS } from '../../../lib/core/cost/assumptions.ts';
import { billOf } from '../../../lib/core/cost/bill-of.ts';
import { compare } from '../../../lib/core/cost/compare.ts';
import { configOf } from '../../support/config-of.ts';

const edge = { stateReads: () => 16, dueReads: 16, resultBytes: () => 474 };
const options = { assumptions: { ...DEFAULT_ASSUMPTIONS, failing: 0, incidents: 0 }, edge };

describe('the same checks elsewhere', () => {
  it.each([
    {
      title: 'http each minute',
      check: 'url: http://example.com/',
      canary: 52.56,
      ten: 5.256,
      route53: 0.75,
    },
    {
      title: 'https each 10 s with a text and a latency, four options',
      check:
        'url: https://example.com/, interval: 10s, timeout: 2s, deadline: 5s, expect: { body: { contains: ok }, latency: 1s }',
      canary: 52.56,
      ten: 5.256,
      route53: 0.75 + 4 * 2,
    },
    {
      title: 'tcp each 5 minutes from two locations',
      check: 'host: db.example.com, port: 5432, type: tcp, interval: 5m, locations: [home, eu-west-1]',
      canary: (52.56 / 5) * 2,
      ten: (5.256 / 5) * 2,
      route53: 0.75,
    },
  ])('cost by hand: $title', ({ check, canary, ten, route53 }) => {
    const config = configOf(
      `locations: [home, eu-west-1]\ndefaults: { locations: [home] }\nchecks: [{ name: a, ${check} }]`,
      {},
      { edge: 'aws' },
    );
    const found = compare(config);
    expect(found.map(({ usd }) => usd)).toEqual([canary, ten, route53].map((usd) => expect.closeTo(usd, 6)));
    expect(found.map(({ without }) => without)).toEqual([0, 0, 0]);
  });

  it('leave out what they cannot make', () => {
    const checks = [
      '{ name: web, url: http://example.com/ }',
      '{ name: names, type: dns, query: example.com }',
    ];
    const config = configOf(`checks: [${checks.join(', ')}]`, {}, { edge: 'aws' });
    expect(compare(config).map(({ without }) => without)).toEqual([0, 0, 1]);
  });
});

describe('the bill of a config', () => {
  const checks = Array.from({ length: 100 }, (_, index) => `{ name: c${index}, url: https://example.com/ }`);
  const bill = billOf(configOf(`checks: [${checks.join(', ')}]`, {}, { edge: 'aws' }), options);

  it('says what each level of metrics would make it', () => {
    const usd = Object.fromEntries(bill.levels.map((level) => [level.metrics, level.usd]));
    expect(usd['standard']).toBeCloseTo(bill.total.usd, 9);
    // Two series of $0.30 and an alarm of $0.10 for each of the hundred, and two calls a minute that carry them; the
    // group's alarm and its four series fall away, and so do some cents of log lines.
    expect(usd['minimal']! - usd['fleet']!).toBeCloseTo(100 * 0.7 + 2 * 0.438 - 0.1 - 4 * 0.3, 0);
    expect(usd['standard']! - usd['minimal']!).toBeCloseTo(100 * 4 * 0.3, 6);
    expect(usd['full']! - usd['standard']!).toBeCloseTo(100 * 5 * 0.3, 6);
  });

  it('names the levers, what they work on and what they save, the largest first', () => {
    expect(bill.levers.map(({ change, service }) => `${change}: ${service}`)).toEqual([
      'metrics: fleet: CloudWatch metrics',
      'metrics: minimal: CloudWatch metrics',
      'checkAlarms: false: CloudWatch alarms',
    ]);
    const [, minimal] = bill.levers;
    expect(minimal?.savesUsd).toBeCloseTo(120, 6);
    const metrics = bill.lines.filter(({ service }) => service === 'CloudWatch metrics');
    expect(metrics.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(180.876, 6);
    expect(minimal?.share).toBeCloseTo(180.876 / bill.total.usd, 9);
  });

  it('says what one setting otherwise would make of it, sessions that are taken up again among them', () => {
    const usd = Object.fromEntries(bill.choices.map((choice) => [choice.change, choice.usd]));
    expect(Object.keys(usd)).toEqual(['interval: 5m', 'tls: { resume: true }', 'checkAlarms: false']);
    // A hundred handshakes of 1.15 ms a minute, of which eleven hundredths are saved, on nine tenths of 512 MB of a core.
    const savedMs = (100 * 1.15 * 0.11) / ((512 / 1_769) * 0.9);
    expect(bill.total.usd - usd['tls: { resume: true }']!).toBeCloseTo(
      (43_800 * 0.5 * savedMs * 0.0000133334) / 1_000,
      6,
    );
  });

  it('offers only what would change something', () => {
    const yaml =
      'defaults: { metrics: minimal, interval: 10m }\nresults: none\nchecks: [{ name: a, url: https://example.com/ }]';
    expect(billOf(configOf(yaml, {}, { edge: 'aws' }), options).levers).toEqual([]);
  });
});
