import * as v from 'valibot';

import type { EpochMs, Milliseconds } from '../time.ts';
import { beginsAt, parseCron } from './cron.ts';
import { duration } from './duration.ts';
import { described, text } from './fields.ts';

interface Selection {
  readonly description?: string;
  /** Names of checks; with neither names nor groups, all checks. */
  readonly checks: readonly string[];
  readonly groups: readonly string[];
}

/** A time in which nobody is told of an incident: once, or again and again by a cron line in a time zone. */
export type MaintenanceWindow =
  | (Selection & { readonly kind: 'once'; readonly from: EpochMs; readonly to: EpochMs })
  | (Selection & {
      readonly kind: 'cron';
      readonly cron: string;
      readonly durationMs: Milliseconds;
      readonly zone: string;
    });

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const MOMENT_EXPECTED = 'expected a time with its zone such as 2026-12-01T22:00:00Z';

const moment = v.pipe(
  v.string(MOMENT_EXPECTED),
  // 2026-12-01T22:00:00+01:00
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/, MOMENT_EXPECTED),
  v.check((value) => !Number.isNaN(Date.parse(value)), MOMENT_EXPECTED),
  v.transform((value): EpochMs => Date.parse(value)),
);

const selection = {
  description: v.optional(described(text(), 'What is being done.')),
  checks: v.optional(
    described(
      v.array(text('expected the name of a check')),
      'Names of checks; with no names and no groups, all.',
    ),
    [],
  ),
  groups: v.optional(described(v.array(text('expected a group')), 'Groups of checks.'), []),
};

/** A longer one would hide a check for good. */
const MAX_WINDOW_MS = 7 * 86_400_000;

const once = v.pipe(
  v.strictObject({
    ...selection,
    from: described(moment, 'Begin of a single window.'),
    to: described(moment, 'Its end.'),
  }),
  v.check(({ from, to }) => from < to, 'the window ends before it begins'),
  v.transform((window): MaintenanceWindow => ({ kind: 'once', ...window }) as MaintenanceWindow),
);

const CRON_EXPECTED = 'expected five fields: minute, hour, day of the month, month, weekday';

const recurring = v.pipe(
  v.strictObject({
    ...selection,
    cron: described(
      v.pipe(
        v.string(CRON_EXPECTED),
        v.check((line) => parseCron(line) !== undefined, CRON_EXPECTED),
      ),
      'When it begins: minute, hour, day of the month, month, weekday.',
    ),
    duration: described(duration({ min: 60_000, max: MAX_WINDOW_MS }), 'How long it lasts.'),
    zone: v.optional(
      described(
        v.pipe(
          v.string('expected a time zone'),
          v.check(isZone, 'expected a time zone such as Europe/Berlin'),
        ),
        'The time zone of `cron`.',
      ),
      'UTC',
    ),
  }),
  v.transform(
    ({ duration: durationMs, ...rest }): MaintenanceWindow =>
      ({ kind: 'cron', durationMs, ...rest }) as MaintenanceWindow,
  ),
);

/** The two forms of a window, for the reference. */
export const MAINTENANCE_FORMS: readonly v.GenericSchema[] = [once, recurring];

/** One item of `maintenance`: with `cron` it comes again, without it is a single one. */
export const maintenanceItem: v.GenericSchema<unknown, MaintenanceWindow> = v.lazy(
  (value) =>
    (typeof value === 'object' && value !== null && ('cron' in value || 'duration' in value)
      ? recurring
      : once) as v.GenericSchema<unknown, MaintenanceWindow>,
);

/** Whether a check is in maintenance at a moment. */
export const inMaintenance = (
  check: { readonly name: string; readonly group?: string },
  windows: readonly MaintenanceWindow[],
  now: EpochMs,
): boolean => windows.some((window) => covers(window, check) && isOpen(window, now));

/** Whether a window is about a check. */
export const covers = (
  window: Selection,
  check: { readonly name: string; readonly group?: string },
): boolean => {
  if (window.checks.length === 0 && window.groups.length === 0) return true;
  return window.checks.includes(check.name) || window.groups.includes(check.group ?? '');
};

const MINUTE_MS = 60_000;

const isOpen = (window: MaintenanceWindow, now: EpochMs): boolean => {
  if (window.kind === 'once') return window.from <= now && now < window.to;
  const cron = parseCron(window.cron);
  if (!cron) return false;
  const wall = wallClock(now, window.zone);
  const thisMinute = Math.floor(wall / MINUTE_MS) * MINUTE_MS;
  // Looked for on the wall clock, so that "at three for an hour" also holds in the night in which the clocks change.
  for (let at = thisMinute; at > wall - window.durationMs; at -= MINUTE_MS)
    if (beginsAt(cron, new Date(at))) return true;
  return false;
};

/** The wall clock's numbers in a zone, as if they were UTC. */
const wallClock = (now: EpochMs, zone: string): EpochMs => {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
};
