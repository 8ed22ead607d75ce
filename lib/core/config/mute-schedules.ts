import type { EpochMs, Milliseconds } from '../time.ts';
import { parseCron, type Cron } from './cron.ts';
import type { MaintenanceWindow } from './maintenance.ts';

/** When an alarm mute rule begins, in the words of CloudWatch, and how long it lasts. */
export interface MuteSchedule {
  readonly expression: string;
  readonly zone: string;
  readonly minutes: number;
}

const MINUTE_MS = 60_000;

/** One rule mutes for at most 15 days (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html). */
const LONGEST_MUTE_MS: Milliseconds = 15 * 86_400_000;

/**
 * The schedules that together mute alarms for a maintenance window. A cron of CloudWatch knows lists and ranges but no
 * steps, so its fields are written out; where a day of the month and a weekday are given, either is enough, which takes
 * two schedules. None for a cron that asks for both at once (`0 3 *\/2 * mon`), which CloudWatch has no words for.
 */
export const muteSchedules = (window: MaintenanceWindow): readonly MuteSchedule[] => {
  if (window.kind === 'once') return single(window.from, window.to);
  const cron = parseCron(window.cron);
  if (!cron) return [];
  const rest = { zone: window.zone, minutes: Math.ceil(window.durationMs / MINUTE_MS) };
  return daysOf(cron).map(({ days, weekdays }) => ({
    expression: `cron(${minutesAndHours(cron)} ${days} ${ranges(cron.months, MONTHS)} ${weekdays})`,
    ...rest,
  }));
};

/** Longer windows follow on one another. */
const single = (from: EpochMs, to: EpochMs): readonly MuteSchedule[] => {
  const begin = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  const parts = Math.ceil((to - begin) / LONGEST_MUTE_MS);
  return Array.from({ length: parts }, (_, index) => {
    const partFrom = begin + index * LONGEST_MUTE_MS;
    const partTo = Math.min(to, partFrom + LONGEST_MUTE_MS);
    return {
      expression: `at(${new Date(partFrom).toISOString().slice(0, 16)})`,
      zone: 'UTC',
      minutes: Math.ceil((partTo - partFrom) / MINUTE_MS),
    };
  });
};

/** How many numbers a field has, the first of them, and names for them. */
interface Field {
  readonly from: number;
  readonly count: number;
  readonly names?: readonly string[];
}

const MINUTES: Field = { from: 0, count: 60 };
const HOURS: Field = { from: 0, count: 24 };
const DAYS: Field = { from: 1, count: 31 };
const MONTHS: Field = { from: 1, count: 12 };
/** By name, for whether Sunday is 0, 1 or 7 differs from cron to cron. */
const WEEKDAYS: Field = { from: 0, count: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };

const minutesAndHours = ({ minutes, hours }: Cron): string =>
  `${ranges(minutes, MINUTES)} ${ranges(hours, HOURS)}`;

const daysOf = (cron: Cron): readonly { readonly days: string; readonly weekdays: string }[] => {
  const days = ranges(cron.days, DAYS);
  const weekdays = ranges(cron.weekdays, WEEKDAYS);
  const every = '*';
  const isOne = days === every || weekdays === every;
  if (!cron.eitherDay) return isOne ? [{ days, weekdays }] : [];
  if (isOne) return [{ days: every, weekdays: every }];
  return [
    { days, weekdays: every },
    { days: every, weekdays },
  ];
};

/** `1-5,7`; all of a field's numbers are `*`. */
const ranges = (numbers: ReadonlySet<number>, { from, count, names }: Field): string => {
  if (numbers.size === count) return '*';
  const name = (each: number): string => names?.[each] ?? String(each);
  const runs: [number, number][] = [];
  for (let each = from; each < from + count; each++) {
    const last = runs.at(-1);
    if (!numbers.has(each)) continue;
    if (last?.[1] === each - 1) last[1] = each;
    else runs.push([each, each]);
  }
  return runs
    .map(([first, last]) => (first === last ? name(first) : `${name(first)}-${name(last)}`))
    .join(',');
};
