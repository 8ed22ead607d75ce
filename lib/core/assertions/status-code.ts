// 2xx · 200 · 200-299
const STATUS = /^([1-5])xx$|^([1-5]\d\d)(?:-([1-5]\d\d))?$/;

type Range = readonly [number, number];

/** A config has few of them, and each is asked for in each probe. */
const ranges = new Map<string, Range>();

const rangeOf = (text: string): Range | undefined => {
  const known = ranges.get(text);
  if (known) return known;
  const range = parseStatus(text);
  if (range) ranges.set(text, range);
  return range;
};

/** `2xx`, `200` and `200-299` as the codes from … to; undefined for anything else. */
const parseStatus = (text: string): Range | undefined => {
  const [whole, hundreds, from, to] = STATUS.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
  return [Number(from), Number(to ?? from)];
};

/** Whether a text names status codes. */
export const isStatusRange = (text: string): boolean => {
  const range = parseStatus(text);
  return range !== undefined && range[0] <= range[1];
};

/** Whether a status is among the codes that the text names. */
export const statusIn = (status: number, text: string): boolean => {
  const range = rangeOf(text);
  return range !== undefined && status >= range[0] && status <= range[1];
};
