import { describe, expect, it } from 'vitest';

import { parseCron } from '../../../lib/core/config/cron.ts';
import { inMaintenance, type MaintenanceWindow } from '../../../lib/core/config/maintenance.ts';

const at = (text: string): number => Date.parse(text);

const once = (overrides: Partial<MaintenanceWindow> = {}): MaintenanceWindow =>
  ({
    kind: 'once',
    from: at('2026-12-01T22:00:00Z'),
    to: at('2026-12-02T01:00:00Z'),
    checks: [],
    groups: [],
    ...overrides,
  }) as MaintenanceWindow;

const cron = (line: string, minutes: number, zone = 'UTC'): MaintenanceWindow => ({
  kind: 'cron',
  cron: line,
  durationMs: minutes * 60_000,
  zone,
  checks: [],
  groups: [],
});

describe('a single window', () => {
  it.each([
    ['2026-12-01T21:59:59Z', false],
    ['2026-12-01T22:00:00Z', true],
    ['2026-12-02T00:59:59Z', true],
    ['2026-12-02T01:00:00Z', false],
  ])('at %s is open: %s', (now, open) => {
    expect(inMaintenance({ name: 'a' }, [once()], at(now))).toBe(open);
  });

  it.each([
    { checks: [], groups: [], covers: true },
    { checks: ['a'], groups: [], covers: true },
    { checks: ['b'], groups: [], covers: false },
    { checks: [], groups: ['shop'], covers: true },
    { checks: [], groups: ['other'], covers: false },
    { checks: ['b'], groups: ['shop'], covers: true },
  ])('for $checks and $groups covers: $covers', ({ checks, groups, covers }) => {
    const windows = [once({ checks, groups })];
    expect(inMaintenance({ name: 'a', group: 'shop' }, windows, at('2026-12-01T23:00:00Z'))).toBe(covers);
  });

  it('for a group does not cover a check that has none', () => {
    expect(inMaintenance({ name: 'a' }, [once({ groups: ['shop'] })], at('2026-12-01T23:00:00Z'))).toBe(
      false,
    );
  });
});

describe('a window that comes again', () => {
  it.each([
    // 2026-11-29 is a Sunday
    { line: '0 3 * * sun', minutes: 60, now: '2026-11-29T03:00:00Z', open: true },
    { line: '0 3 * * 7', minutes: 60, now: '2026-11-29T03:59:59Z', open: true },
    { line: '0 3 * * 0', minutes: 60, now: '2026-11-29T04:00:00Z', open: false },
    { line: '0 3 * * 0', minutes: 60, now: '2026-11-29T02:59:59Z', open: false },
    { line: '0 3 * * mon-fri', minutes: 60, now: '2026-11-29T03:30:00Z', open: false },
    { line: '0 23 * * sat', minutes: 180, now: '2026-11-29T01:30:00Z', open: true },
    { line: '*/15 * * * *', minutes: 1, now: '2026-11-29T03:30:59Z', open: true },
    { line: '*/15 * * * *', minutes: 1, now: '2026-11-29T03:31:00Z', open: false },
    { line: '0 0 1 * *', minutes: 60, now: '2026-12-01T00:30:00Z', open: true },
    { line: '0 0 1 jan *', minutes: 60, now: '2026-12-01T00:30:00Z', open: false },
    { line: '0 0 1 * mon', minutes: 60, now: '2026-11-30T00:30:00Z', open: true },
    { line: '0 0 1 * mon', minutes: 60, now: '2026-12-01T00:30:00Z', open: true },
    { line: '0 0 1 * mon', minutes: 60, now: '2026-12-02T00:30:00Z', open: false },
    { line: '5/20 * * * *', minutes: 1, now: '2026-11-29T03:45:00Z', open: true },
  ])('$line for $minutes minutes is open at $now: $open', ({ line, minutes, now, open }) => {
    expect(inMaintenance({ name: 'a' }, [cron(line, minutes)], at(now))).toBe(open);
  });

  it.each([
    { now: '2026-07-01T01:30:00Z', open: true },
    { now: '2026-07-01T02:00:00Z', open: false },
    { now: '2026-12-01T02:30:00Z', open: true },
    { now: '2026-12-01T01:30:00Z', open: false },
  ])('keeps to the clock of its zone, summer and winter: $now $open', ({ now, open }) => {
    expect(inMaintenance({ name: 'a' }, [cron('0 3 * * *', 60, 'Europe/Berlin')], at(now))).toBe(open);
  });
});

describe('parseCron', () => {
  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    'a * * * *',
    '1,,2 * * * *',
    '1-2-3 * * * *',
    '* * * * funday',
  ])('refuses %j', (line) => {
    expect(parseCron(line)).toBeUndefined();
  });
});
