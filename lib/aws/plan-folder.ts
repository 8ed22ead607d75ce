import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import {
  bucketsOf,
  hashOf,
  inRange,
  PLAN_BUCKETS,
  planFiles,
  type PlanFiles,
  type PlanSettings,
} from '../core/config/plan.ts';
import { unpackChecks } from '../core/config/packed-checks.ts';
import { shardScheduleOf, type ShardSchedule } from '../core/config/shard-schedule.ts';
import type { HashRange } from '../core/ports.ts';

/** The plan's folder inside a function's bundle, beside its code. */
export const PLAN_FOLDER = 'plan';

const SETTINGS = 'settings.json';
const SCHEDULE = 'schedule.json';
const HASH = 'hash.json';

/** Brotli has no header with a time or a machine in it, so that equal plans are equal files everywhere. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

const compressed = (name: string): string => `${name}.br`;

/** Writes the plan as compressed files into a folder; equal configs give equal bytes. */
export const writePlan = (folder: string, config: Config): void => {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string): void =>
    writeFileSync(join(folder, compressed(name)), brotliCompressSync(content, QUALITY));
  const files = planFiles(config);
  const { settings, buckets } = files;
  write(SETTINGS, settings);
  write(SCHEDULE, JSON.stringify(shardScheduleOf(config)));
  write(HASH, JSON.stringify(hashOfFiles(files)));
  for (const { name, content } of buckets) write(name, content);
};

/** A short name of a config's plan: equal plans have equal names on every machine, and others have others. */
export const planHash = (config: Config): string => hashOfFiles(planFiles(config));

const hashOfFiles = ({ settings, buckets }: PlanFiles): string => {
  const hash = createHash('sha256').update(settings);
  for (const { content } of buckets) hash.update('\n').update(content);
  return hash.digest('hex').slice(0, 16);
};

/** Some 45 MB. An environment serves any shard, and in time holds the checks of all of them. */
const CHECKS_KEPT = 100_000;

/** The plan in a function's bundle. What was read last stays in memory, for it changes with the function only. */
export interface PlanFolder {
  settings(): Promise<PlanSettings>;
  /** As `planHash` gives it. */
  hash(): Promise<string>;
  schedule(): Promise<ShardSchedule>;
  checksIn(range: HashRange): Promise<readonly Check[]>;
  /** Undefined when it left the config. */
  check(name: string): Promise<Check | undefined>;
}

/** Opens a folder that `writePlan` wrote; of its checks, so many stay in memory. */
export const openPlan = (folder: string, checksKept = CHECKS_KEPT): PlanFolder => {
  const readText = (name: string): Promise<string> => decompress(join(folder, compressed(name)));
  const read = async (name: string): Promise<unknown> => JSON.parse(await readText(name));
  const bucket = readingBuckets(async (name) => unpackChecks(await readText(name)), checksKept);
  const buckets = (range: HashRange): Promise<readonly (readonly Check[])[]> =>
    Promise.all(bucketsOf(range).map(bucket));
  let settings: Promise<unknown> | undefined;
  let schedule: Promise<unknown> | undefined;
  return {
    settings: () => (settings ??= read(SETTINGS)) as Promise<PlanSettings>,
    hash: () => read(HASH) as Promise<string>,
    schedule: () => (schedule ??= read(SCHEDULE)) as Promise<ShardSchedule>,
    checksIn: async (range) => {
      const checks = (await buckets(range)).flat();
      return isWhole(range) ? checks : checks.filter(({ name }) => inRange(name, range));
    },
    check: async (name) => {
      const hash = hashOf(name);
      // The smallest step above a number below 1, so that the range holds this one place.
      const found = await buckets({ from: hash, to: hash + Number.EPSILON / 2 });
      return found.flat().find((check) => check.name === name);
    },
  };
};

/** Whether a range is made of whole buckets, as that of every shard is: then nothing has to be looked for in them. */
const isWhole = ({ from, to }: HashRange): boolean =>
  Number.isInteger(from * PLAN_BUCKETS) && Number.isInteger(to * PLAN_BUCKETS);

/** Reads buckets, and forgets the one that was read first when there are too many checks in memory. */
const readingBuckets = (read: (name: string) => Promise<readonly Check[]>, checksKept: number) => {
  const known = new Map<string, Promise<readonly Check[]>>();
  const sizes = new Map<string, number>();
  let held = 0;
  const forget = (): void => {
    for (const [name, size] of sizes) {
      if (held <= checksKept) return;
      held -= size;
      sizes.delete(name);
      known.delete(name);
    }
  };
  const count = async (name: string, checks: Promise<readonly Check[]>): Promise<void> => {
    const size = await checks.then(
      ({ length }) => length,
      () => undefined,
    );
    if (size === undefined) return void known.delete(name);
    sizes.set(name, size);
    held += size;
    forget();
  };
  return (name: string): Promise<readonly Check[]> => {
    const found = known.get(name);
    if (found) return found;
    const checks = read(name);
    known.set(name, checks);
    void count(name, checks);
    return checks;
  };
};

/** Of small files on the local disk: asynchronously, a cold start with few checks would wait 18 ms longer. */
const decompress = async (path: string): Promise<string> =>
  brotliDecompressSync(readFileSync(path)).toString();
