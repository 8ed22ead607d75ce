/**
 * `npm run fuzz [-- --minutes 10] [--seed 1] [--line N]`: throws hostile text at everything that reads logs. Lines of the
 * recorded corpus are mutated and lines are made out of the formats' own pieces, each up to 64 KB; every format, every
 * redactor and the whole way from line to diagnosis read them. It fails when one of them throws, or takes more than 10 ms
 * for 64 KB. `--line` reads one line again, by the seed that a finding names.
 */
import { parseArgs } from 'node:util';
import { hostileLines } from './fuzz/hostile-lines.ts';
import { READERS } from './fuzz/readers.ts';
import { below, seeded } from './fuzz/seeded.ts';
import { slowestOf, type Slowest } from './fuzz/time-reader.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    line: { type: 'string' },
  },
});

/** A finding is shown by its beginning; its seed makes all of it again. */
const SHOWN_CHARS = 200;
const SHOWN_FINDINGS = 50;
const SHOWN_READERS = 12;
const SEEDS = 2 ** 31;

const endsAt = performance.now() + Number(values.minutes) * 60_000;
const random = seeded(Number(values.seed));
const lineOf = hostileLines();
const findings: string[] = [];
const slowest = new Map<string, Slowest>();
let [lines, bytes] = [0, 0];

do {
  const seed = values.line === undefined ? below(random, SEEDS) : Number(values.line);
  const text = lineOf(seed);
  lines += 1;
  bytes += text.length;
  for (const reader of READERS) {
    const found = slowestOf(reader, text);
    const before = slowest.get(reader.name);
    if (before === undefined || found.msPer64Kb > before.msPer64Kb) slowest.set(reader.name, found);
    if (found.problem !== undefined)
      findings.push(
        `${reader.name}, --line ${seed}: ${found.problem}: ${JSON.stringify(text.slice(0, SHOWN_CHARS))}`,
      );
  }
} while (values.line === undefined && performance.now() < endsAt);

console.table(
  [...slowest]
    .sort(([, one], [, other]) => other.msPer64Kb - one.msPer64Kb)
    .slice(0, SHOWN_READERS)
    .map(([reader, { msPer64Kb }]) => ({ reader, 'ms per 64 KB, at worst': Number(msPer64Kb.toFixed(2)) })),
);
console.log(
  `${lines} lines, ${(bytes / 1e6).toFixed(0)} MB, ${READERS.length} readers, ${findings.length} findings`,
);
for (const finding of findings.slice(0, SHOWN_FINDINGS)) console.log(finding);
if (findings.length > 0) process.exitCode = 1;
