/** Longer messages differ in what they carry, not in what they say. */
const HEAD_CHARS = 400;

/** What varies between two events of one kind, the longest shapes first. */
const VARIABLE = new RegExp(
  [
    // c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d
    String.raw`[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}`,
    // 2026-11-22T10:08:00.123Z    10:08:00,123
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?`,
    String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`,
    // 127.0.0.1:5432
    String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?`,
    // 0x7f3c…   4bf92f3577b34da6
    String.raw`0x[0-9a-fA-F]{1,16}`,
    String.raw`\b(?=[a-f]{0,40}\d)[0-9a-f]{8,64}\b`,
    // 'boots'   "order_report"   <b0c1>
    String.raw`'[^'\n]{0,120}'`,
    String.raw`"[^"\n]{0,120}"`,
    String.raw`\d{1,30}`,
  ].join('|'),
  'g',
);

/** What a message says, without what varies from one event to the next. */
export const patternOf = (message: string): string => message.slice(0, HEAD_CHARS).replace(VARIABLE, '*');
