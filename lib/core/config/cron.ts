/** The minutes at which something begins; each field holds the numbers that fit. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Where both a day of the month and a weekday are given, either is enough, as in every cron. */
  readonly eitherDay: boolean;
}

interface Field {
  readonly from: number;
  readonly to: number;
  /** Words for the numbers from `from` on. */
  readonly words: readonly string[];
}

const MINUTE: Field = { from: 0, to: 59, words: [] };
const HOUR: Field = { from: 0, to: 23, words: [] };
const DAY: Field = { from: 1, to: 31, words: [] };
const MONTH: Field = {
  from: 1,
  to: 12,
  words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
/** Sunday is 0 and 7. */
const WEEKDAY: Field = { from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

const FIELDS: readonly Field[] = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];

/** Reads the five fields minute, hour, day of the month, month, weekday; undefined when they are none. */
export const parseCron = (text: string): Cron | undefined => {
  const words = text.trim().split(/\s+/);
  const sets = FIELDS.map((field, index) => numbersOf(words[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = sets.filter((set) => set !== undefined);
  if (words.length !== FIELDS.length || !minutes || !hours || !days || !months || !weekdays) return undefined;
  const eitherDay = !words[2]?.startsWith('*') && !words[4]?.startsWith('*');
  return {
    minutes,
    hours,
    days,
    months,
    weekdays: new Set([...weekdays].map((each) => each % 7)),
    eitherDay,
  };
};

const numbersOf = (text: string, field: Field): ReadonlySet<number> | undefined => {
  const parts = text.split(',').map((part) => rangeOf(part, field));
  return parts.every((part) => part !== undefined) ? new Set(parts.flat()) : undefined;
};

const rangeOf = (part: string, field: Field): readonly number[] | undefined => {
  // example: 1-5/2  */15  mon-fri  7
  const match = /^(?:\*|(\w{1,3})(?:-(\w{1,3}))?)(?:\/(\d{1,2}))?$/.exec(part);
  if (!match) return undefined;
  const [, first, last, step] = match;
  const from = first === undefined ? field.from : numberOf(first, field);
  const to = last === undefined ? endOf(from, first, step, field) : numberOf(last, field);
  // A number that is none compares as false with everything.
  return from >= field.from && to <= field.to && from <= to
    ? counted(from, to, Number(step ?? 1))
    : undefined;
};

/** A single number ends where it begins; `*` and a number with a step go on to the end of the field. */
const endOf = (from: number, first: string | undefined, step: string | undefined, field: Field): number =>
  first === undefined || step !== undefined ? field.to : from;

const counted = (from: number, to: number, step: number): readonly number[] | undefined =>
  step < 1
    ? undefined
    : Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

const numberOf = (text: string, field: Field): number => {
  const word = field.words.indexOf(text.toLowerCase());
  if (word !== -1) return field.from + word;
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
};

/** Whether it begins in this minute of the wall clock, given as the UTC date with the same numbers. */
export const beginsAt = (cron: Cron, wall: Date): boolean => {
  if (!cron.minutes.has(wall.getUTCMinutes()) || !cron.hours.has(wall.getUTCHours())) return false;
  if (!cron.months.has(wall.getUTCMonth() + 1)) return false;
  const day = cron.days.has(wall.getUTCDate());
  const weekday = cron.weekdays.has(wall.getUTCDay());
  return cron.eitherDay ? day || weekday : day && weekday;
};
