import type { Check } from '../check.ts';
import type { HashRange, Plan } from '../ports.ts';
import type { Config } from './config.ts';
import { packChecks } from './packed-checks.ts';

const utf8 = new TextEncoder();

/** For most names, so that none needs an array of its own. */
const scratch = new Uint8Array(1_024);

/** A character has at most three bytes for each of its units. */
const bytesOf = (name: string): Uint8Array =>
  name.length * 3 <= scratch.length
    ? scratch.subarray(0, utf8.encodeInto(name, scratch).written)
    : utf8.encode(name);

/** Two rounds of FNV-1a with different seeds, mixed so that names that differ in one letter lie far apart. */
const fnv1a = (bytes: Uint8Array, seed: number): number => {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  // The finalizer of MurmurHash3: FNV alone barely moves the upper bits of short names.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * The place of a check in the hash space, at least 0 and below 1, from its name alone: stable over processes, versions
 * and configs. It keeps all 53 bits of a double, so that equal places are no concern at any fleet size.
 */
export const hashOf = (checkName: string): number => {
  const bytes = bytesOf(checkName);
  const high = fnv1a(bytes, 0x811c9dc5) >>> 5;
  const low = fnv1a(bytes, 0x9e3779b9) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
};

/** Whether a check lies in a part of the hash space. */
export const inRange = (checkName: string, { from, to }: HashRange): boolean => {
  const hash = hashOf(checkName);
  return from <= hash && hash < to;
};

/** The hash space in equal parts, without gap or overlap. */
export const rangesOf = (count: number): readonly HashRange[] =>
  Array.from({ length: count }, (_, index) => ({ from: index / count, to: (index + 1) / count }));

/** The one of so many equal parts in which a check lies. */
export const shardOf = (checkName: string, count: number): HashRange => {
  const index = Math.floor(hashOf(checkName) * count);
  return { from: index / count, to: (index + 1) / count };
};

/** What of a config goes with the checks into every function. */
export type PlanSettings = Omit<Config, 'checks'>;

/** One file of the plan: the checks of one part of the hash space. */
export interface PlanFile {
  readonly name: string;
  readonly range: HashRange;
  /** What `unpackChecks` reads, to be compressed by whoever writes the file. */
  readonly content: string;
}

/** A plan as files; the number of buckets is fixed, so that messages with hash ranges survive a deploy. */
export interface PlanFiles {
  readonly settings: string;
  readonly buckets: readonly PlanFile[];
}

/** The number of bucket files: at 100,000 checks some 400 checks, 30 kB compressed, are read for one shard. */
export const PLAN_BUCKETS = 256;

/** The checks of a config by their place in the hash space. */
export const planOf = (config: Config): Plan => ({
  checks: config.checks
    .map((check) => ({ check, hash: hashOf(check.name) }))
    .sort((a, b) => a.hash - b.hash)
    .map(({ check }) => check),
});

/** The plan as files; equal configs give equal files, so that nothing is deployed when nothing changed. */
export const planFiles = (config: Config, buckets = PLAN_BUCKETS): PlanFiles => {
  const ranges = rangesOf(buckets);
  const checks = ranges.map((): Check[] => []);
  for (const check of planOf(config).checks) checks[Math.floor(hashOf(check.name) * buckets)]?.push(check);
  const { checks: _, ...settings } = config;
  return {
    settings: JSON.stringify(settings satisfies PlanSettings),
    buckets: ranges.map((range, index) => ({
      name: bucketName(index),
      range,
      content: packChecks(checks[index] ?? []),
    })),
  };
};

const bucketName = (index: number): string => `bucket-${index.toString().padStart(4, '0')}.json`;

/** The names of the bucket files that a hash range touches. */
export const bucketsOf = ({ from, to }: HashRange, buckets = PLAN_BUCKETS): readonly string[] => {
  const first = Math.floor(from * buckets);
  const last = Math.min(buckets, Math.ceil(to * buckets));
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => bucketName(first + index));
};
