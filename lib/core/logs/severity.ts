import type { LogSeverity } from './record.ts';

const BY_WORD: Readonly<Record<string, LogSeverity>> = {
  trace: 'debug',
  trc: 'debug',
  trac: 'debug',
  vrb: 'debug',
  dbg: 'debug',
  debu: 'debug',
  inf: 'info',
  wrn: 'warning',
  erro: 'error',
  eror: 'error',
  ftl: 'fatal',
  fata: 'fatal',
  pnc: 'fatal',
  pani: 'fatal',
  trace1: 'debug',
  finest: 'debug',
  finer: 'debug',
  fine: 'debug',
  debug: 'debug',
  dbug: 'debug',
  debug1: 'debug',
  d: 'debug',
  verbose: 'debug',
  silly: 'debug',
  config: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  i: 'info',
  log: 'info',
  http: 'info',
  system: 'info',
  success: 'info',
  default: 'info',
  notice: 'notice',
  note: 'notice',
  strict: 'notice',
  deprecated: 'notice',
  hint: 'notice',
  warning: 'warning',
  warn: 'warning',
  w: 'warning',
  error: 'error',
  err: 'error',
  e: 'error',
  fail: 'error',
  severe: 'error',
  statement: 'notice',
  detail: 'notice',
  context: 'notice',
  fatal: 'fatal',
  f: 'fatal',
  crit: 'fatal',
  critical: 'fatal',
  dpanic: 'fatal',
  panic: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
};

/** Levels by number: pino and bunyan count up in tens, syslog and GELF count down from 7. */
const byNumber = (level: number): LogSeverity | undefined => {
  if (level < 0) return undefined;
  if (level <= 7)
    return (['fatal', 'fatal', 'fatal', 'error', 'warning', 'notice', 'info', 'debug'] as const)[level];
  if (level < 30) return level < 10 ? undefined : 'debug';
  if (level < 40) return 'info';
  if (level < 50) return 'warning';
  // Monolog counts 100 debug … 250 notice, 300 warning, 400 error, 500 critical and above.
  if (level < 60) return 'error';
  if (level < 100) return 'fatal';
  return monolog(level);
};

const monolog = (level: number): LogSeverity | undefined => {
  if (level < 200) return 'debug';
  if (level < 250) return 'info';
  if (level < 300) return 'notice';
  if (level < 400) return 'warning';
  return level < 500 ? 'error' : 'fatal';
};

/** Reads a level as any logger spells it: `ERROR`, `warn`, `E`, `[crit]`, `50`. */
export const parseSeverity = (level: string | number | undefined): LogSeverity | undefined => {
  if (level === undefined) return undefined;
  if (typeof level === 'number') return byNumber(level);
  const word = level.toLowerCase();
  if (Object.hasOwn(BY_WORD, word)) return BY_WORD[word];
  return /^\d{1,3}$/.test(word) ? byNumber(Number(word)) : undefined;
};

const RANK: Readonly<Record<LogSeverity, number>> = {
  debug: 0,
  info: 1,
  notice: 2,
  warning: 3,
  error: 4,
  fatal: 5,
};

/** Whether a severity is `floor` or worse. */
export const isAtLeast = (severity: LogSeverity | undefined, floor: LogSeverity): boolean =>
  severity !== undefined && RANK[severity] >= RANK[floor];
