import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LabCase } from '../../lab/case.ts';
import { lineText, toLines } from '../../lab/harness/log-lines.ts';
import { readCorpus, summarise } from '../../lab/harness/write-manifest.ts';
import type { Manifest } from '../../lab/harness/write-manifest.ts';

const CORPUS_DIR = join(import.meta.dirname, '../../lab/corpus');
const CASES = readCorpus(CORPUS_DIR);
const MANIFEST = JSON.parse(readFileSync(join(CORPUS_DIR, 'manifest.json'), 'utf8')) as Manifest;

/** The lab's promise to those who evaluate on it; a corpus below it was not recorded to its end. */
const LEAST_CASES = 1400;
const LEAST_HELD_OUT = 90;
const LEAST_LANGUAGES = 2;
/** Nobody reads their cases or figures while rules are written; alphabetical, as the manifest names them. */
const HELD_OUT: readonly string[] = ['gorilla', 'pyramid'];
const MACHINE_PATHS = ['/work/main', '/root/', '/home/', '/.cache/'];

const readLog = (one: LabCase, log: string): Buffer => {
  const bytes = readFileSync(join(CORPUS_DIR, one.stack, log));
  return log.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

const textOf = (one: LabCase): string => one.logs.map((log) => readLog(one, log).toString('utf8')).join('\n');

test('the corpus holds the cases that the lab promises', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(LEAST_CASES);
  expect(new Set(CASES.map((one) => one.id)).size).toBe(CASES.length);
});

test('the manifest counts what is there', () => {
  const counted = summarise(
    CORPUS_DIR,
    MANIFEST.stacks.map(({ name, language }) => ({
      name,
      language,
      heldOut: MANIFEST.heldOut.includes(name),
    })),
  );
  expect({ ...counted, heldOut: [] }).toEqual({ ...MANIFEST, heldOut: [] });
});

test('the manifest names the stacks that are held out', () => {
  expect(MANIFEST.heldOut).toEqual(HELD_OUT);
});

test.skipIf(HELD_OUT.length === 0)('the held-out set is whole and of several languages', () => {
  const stacks = MANIFEST.stacks.filter(({ name }) => HELD_OUT.includes(name));
  expect(stacks.reduce((total, { cases }) => total + cases, 0)).toBeGreaterThanOrEqual(LEAST_HELD_OUT);
  expect(new Set(stacks.map(({ language }) => language)).size).toBeGreaterThanOrEqual(
    Math.min(HELD_OUT.length, LEAST_LANGUAGES),
  );
});

describe.each(CASES.map((one) => [one.id, one] as const))('%s', (_, one) => {
  const { label, request } = one;

  test('names log files that exist, and not all of them are empty', () => {
    for (const log of one.logs) expect(existsSync(join(CORPUS_DIR, one.stack, log)), log).toBe(true);
    expect(textOf(one).trim().length).toBeGreaterThan(0);
  });

  test('labels the exception with a line that stands in its range', () => {
    if (label.exceptionRange === null) {
      expect(label.exceptionLine).toBeNull();
      expect(label.innermostType).toBeNull();
      return;
    }
    const { file, from, to } = label.exceptionRange;
    expect(one.logs).toContain(file);
    const lines = toLines(readLog(one, file)).map(lineText);
    expect(from).toBeGreaterThanOrEqual(1);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(to).toBeLessThanOrEqual(lines.length);
    const foreign = new Set(label.foreignLines);
    const own = lines.slice(from - 1, to).filter((_line, index) => !foreign.has(from + index));
    expect(own).toContain(label.exceptionLine);
    for (const line of foreign) expect(line > from && line < to, `foreign line ${line}`).toBe(true);
    // Cut into pieces of 16 or 256 KB, a name may stand on two lines.
    if (label.innermostType !== null && !one.variant.startsWith('split')) {
      expect(own.join('\n').replaceAll('\\\\', '\\')).toContain(label.innermostType);
    }
  });

  test('says whether its kind has a cause', () => {
    if (one.kind === 'fault') expect(label.cause).not.toBeNull();
    if (one.kind === 'no-evidence') expect(label.cause).toBeNull();
    if (label.cause === null) expect(label.component).toBeNull();
  });

  test('has secrets and diagnostic phrases that stand in the logs, and the request id only where it says so', () => {
    const text = textOf(one);
    for (const wanted of [...label.secrets, ...label.keep]) expect(text).toContain(wanted);
    expect(text.includes(request.requestId)).toBe(label.hasRequestId);
  });

  test('tells nothing of the machine that recorded it', () => {
    const text = textOf(one);
    for (const path of MACHINE_PATHS) expect(text).not.toContain(path);
  });

  test('sends the failing request before it fails', () => {
    expect(Date.parse(request.failedAt)).toBeGreaterThanOrEqual(Date.parse(request.sentAt));
    expect(request.path.startsWith('/')).toBe(true);
  });
});
