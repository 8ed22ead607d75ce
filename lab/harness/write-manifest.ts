import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabCase } from '../case.ts';
import type { Stack } from './define-stack.ts';

/** What the corpus holds; written by the runner, checked by the test. */
export interface Manifest {
  readonly cases: number;
  readonly logBytes: number;
  readonly heldOut: readonly string[];
  readonly byCause: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byVariant: Readonly<Record<string, number>>;
  readonly stacks: readonly {
    readonly name: string;
    readonly language: string;
    readonly software: readonly string[];
    readonly cases: number;
    readonly byCause: Readonly<Record<string, number>>;
    readonly byKind: Readonly<Record<string, number>>;
    readonly byVariant: Readonly<Record<string, number>>;
  }[];
}

export const readCorpus = (corpusDir: string): readonly LabCase[] =>
  readdirSync(corpusDir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/[^/]+\.json$/.test(path))
    .filter((path) => statSync(join(corpusDir, path)).isFile())
    .sort()
    .map((path) => JSON.parse(readFileSync(join(corpusDir, path), 'utf8')) as LabCase);

const countBy = (cases: readonly LabCase[], key: (one: LabCase) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of cases.map(key).sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const counts = (cases: readonly LabCase[]) => ({
  byCause: countBy(cases, (one) => one.label.cause ?? 'none'),
  byKind: countBy(cases, (one) => one.kind),
  byVariant: countBy(cases, (one) => one.variant),
});

/** Counts what the corpus holds. Stacks without a recorded case are left out. */
export const summarise = (
  corpusDir: string,
  stacks: readonly Pick<Stack, 'name' | 'language' | 'heldOut'>[],
): Manifest => {
  const cases = readCorpus(corpusDir);
  const recorded = [...new Set(cases.map((one) => one.stack))].sort();
  const sizes = cases.flatMap((one) => one.logs.map((log) => statSync(join(corpusDir, one.stack, log)).size));
  return {
    cases: cases.length,
    logBytes: sizes.reduce((sum, size) => sum + size, 0),
    heldOut: stacks
      .filter((stack) => stack.heldOut === true)
      .map((stack) => stack.name)
      .sort(),
    ...counts(cases),
    stacks: recorded.map((name) => {
      const own = cases.filter((one) => one.stack === name);
      return {
        name,
        language: stacks.find((stack) => stack.name === name)?.language ?? 'unknown',
        software: [...new Set(own.map((one) => one.software))].sort(),
        cases: own.length,
        ...counts(own),
      };
    }),
  };
};

export const writeManifest = (corpusDir: string, stacks: readonly Stack[]): Manifest => {
  const manifest = summarise(corpusDir, stacks);
  writeFileSync(join(corpusDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
};
