/**
 * What a diagnosis of a full window costs: `npm run bench:diagnose [cases]`. Recorded failures are put among so many lines
 * of other requests that the window holds 10 MB, the budget of one diagnosis; figures are processor time of this thread.
 */
import { join } from 'node:path';
import { loadCases } from '../lab/eval/load-cases.ts';
import { quantile } from '../lab/eval/figures.ts';
import { CAUSE_RULES, LOG_FORMATS } from '../lib/catalog.ts';
import { diagnose } from '../lib/core/diagnosis/diagnose.ts';
import type { LogEvent } from '../lib/core/logs/event.ts';

const WINDOW_BYTES = 10 * 1024 ** 2;
const WANTED = Number(process.argv[2] ?? '60');
const options = { formats: LOG_FORMATS, rules: CAUSE_RULES };

const all = loadCases(join(import.meta.dirname, '../lab/corpus'), 'developed');
const step = Math.max(1, Math.floor(all.length / WANTED));
const cases = all.filter((_, index) => index % step === 0);
if (cases.length === 0) throw new Error('the corpus holds no case; record it with "npm run lab"');

type Line = (n: number, time: string) => string;

const idOf = (n: number): string => n.toString(16).padStart(32, '0');
const benign: Line = (n, time) =>
  `${time} INFO shop.access [${idOf(n)}] GET /products/${n % 97} 200 in ${n % 40} ms`;
const failing: Line = (n, time) =>
  `${time} ERROR shop.mail [${idOf(n)}] mail ${n} could not be sent: mailbox is full`;

/** What others wrote; a window that is nothing but trouble costs seconds, and is read for every sixth case. */
const WINDOWS: readonly { readonly window: string; readonly line: Line; readonly step: number }[] = [
  { window: '10 MB, benign', line: benign, step: 1 },
  {
    window: '10 MB, every 10th line an error',
    line: (n, time) => (n % 10 === 0 ? failing(n, time) : benign(n, time)),
    step: 1,
  },
  { window: '10 MB, every line an error', line: failing, step: 6 },
  { window: '10 MB of names of exceptions', line: (n) => `KeyError: 'price ${n}'`, step: 6 },
];

/** Lines of other requests, of the minute before. */
const others = (until: number, line: Line): readonly LogEvent[] => {
  const events: LogEvent[] = [];
  let bytes = 0;
  for (let n = 0; bytes < WINDOW_BYTES; n++) {
    const text = line(n, new Date(until - 60_000 + (n % 60_000)).toISOString());
    bytes += text.length + 1;
    events.push({ source: 'other.log', stream: 'other.log', line: n + 1, text });
  }
  return events;
};

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

const measure = ({ window, line, step: each }: (typeof WINDOWS)[number]) => {
  const read = cases.filter((_, index) => index % each === 0);
  const times: number[] = [];
  let right = 0;
  for (const { lab, evidence } of read) {
    const noise = others(Date.parse(lab.request.sentAt), line);
    const events = [...evidence.events, ...noise];
    const began = cpuMs();
    const { cause } = diagnose({ ...evidence, events }, options);
    times.push(cpuMs() - began);
    const accepted = [lab.label.cause, ...(lab.label.alsoAccepted ?? [])];
    if (accepted.includes(cause?.id ?? null)) right += 1;
  }
  return {
    window,
    'median ms': Math.round(quantile(times, 0.5)),
    'p95 ms': Math.round(quantile(times, 0.95)),
    right: `${right}/${read.length}`,
  };
};

console.table(WINDOWS.map(measure));
