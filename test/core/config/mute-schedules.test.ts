import { describe, expect, it } from 'vitest';

import type { MaintenanceWindow } from '../../../lib/core/config/maintenance.ts';
import { muteSchedules } from '../../../lib/core/config/mute-schedules.ts';

const ALL = { checks: [], groups: [] } as const;
const cron = (line: string, durationMs = 3_600_000, zone = 'Europe/Berlin'): MaintenanceWindow => ({
  ...ALL,
  kind: 'cron',
  cron: line,
  durationMs,
  zone,
});
const once = (from: string, to: string): MaintenanceWindow => ({
  ...ALL,
  kind: 'once',
  from: Date.parse(from),
  to: Date.parse(to),
});

describe('the schedules that mute alarms', () => {
  it.each([
    ['0 3 * * *', 'cron(0 3 * * *)'],
    ['0 3 * * 7', 'cron(0 3 * * SUN)'],
    ['0 3 * * mon-fri', 'cron(0 3 * * MON-FRI)'],
    ['*/20 3 * * *', 'cron(0,20,40 3 * * *)'],
    ['0 0-6/2,7,8 1 jan,feb *', 'cron(0 0,2,4,6-8 1 1-2 *)'],
    ['5 0 1-31 1-12 0-6', 'cron(5 0 * * *)'],
  ])('write %s as %s, without steps and with names of weekdays', (line, expression) => {
    expect(muteSchedules(cron(line))).toEqual([{ expression, zone: 'Europe/Berlin', minutes: 60 }]);
  });

  it('are two where a day of the month and a weekday are given, for either is enough', () => {
    expect(muteSchedules(cron('0 3 1 * sat')).map(({ expression }) => expression)).toEqual([
      'cron(0 3 1 * *)',
      'cron(0 3 * * SAT)',
    ]);
  });

  it('are none where a day of the month and a weekday must both hold, which CloudWatch cannot say', () => {
    expect(muteSchedules(cron('0 3 */2 * sat'))).toEqual([]);
  });

  it.each([
    [90_000, 2],
    [60_000, 1],
  ])('round a duration of %s ms up to %s minutes', (durationMs, minutes) => {
    expect(muteSchedules(cron('0 3 * * *', durationMs))[0]?.minutes).toBe(minutes);
  });

  it('cover a single window from its first minute to its last', () => {
    expect(muteSchedules(once('2026-12-01T23:00:30+01:00', '2026-12-02T01:00:10+01:00'))).toEqual([
      { expression: 'at(2026-12-01T22:00)', zone: 'UTC', minutes: 121 },
    ]);
  });

  it('follow on one another where a single window is longer than the 15 days of a rule', () => {
    expect(muteSchedules(once('2026-12-01T00:00:00Z', '2026-12-31T12:00:00Z'))).toEqual([
      { expression: 'at(2026-12-01T00:00)', zone: 'UTC', minutes: 21_600 },
      { expression: 'at(2026-12-16T00:00)', zone: 'UTC', minutes: 21_600 },
      { expression: 'at(2026-12-31T00:00)', zone: 'UTC', minutes: 720 },
    ]);
  });
});
