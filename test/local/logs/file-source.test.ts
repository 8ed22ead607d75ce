import { appendFile, chmod, mkdir, open, rename, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import type { LogQuery, LogRead } from '../../../lib/core/ports.ts';
import { FileGrowth } from '../../../lib/local/logs/file-growth.ts';
import { fileSource } from '../../../lib/local/logs/file-source.ts';
import { logSourceConformance } from '../../conformance/log-source.ts';
import { logReader } from '../../support/log-reader.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const T0 = Date.parse('2026-11-22T10:00:00Z');
const SECOND = 1_000;

const query = (overrides: Partial<LogQuery> = {}): LogQuery => ({
  from: 0,
  to: Infinity,
  ids: [],
  maxBytes: 1_000_000,
  signal: AbortSignal.timeout(30_000),
  ...overrides,
});

const stamp = (second: number) => new Date(T0 + second * SECOND).toISOString();
const entry = (second: number, text = 'GET /orders 200') => `${stamp(second)} INFO [r${second}] ${text}\n`;
const span = (from: number, to: number, text?: string) =>
  Array.from({ length: to - from }, (_, index) => entry(from + index, text)).join('');
const window = (from: number, to: number) => ({ from: T0 + from * SECOND, to: T0 + to * SECOND });

const textOf = ({ events }: LogRead) => events.map(({ text }) => text);
const idsOf = (read: LogRead) => textOf(read).flatMap((text) => /\[(r\d+)\]/.exec(text)?.[1] ?? []);

for (const [name, write] of [
  ['a plain file', (path: string, text: string) => writeFile(path, text)],
  ['a compressed file', (path: string, text: string) => writeFile(path, gzipSync(text))],
] as const)
  logSourceConformance(name, async (lines) => {
    const folder = await temporaryFolder();
    await write(folder.file('app.log'), lines.map(({ text }) => `${text}\n`).join(''));
    return {
      source: fileSource(folder.file('app.log'), logReader()),
      missing: fileSource(folder.file('nothing.log'), logReader()),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  });

describe('a log file', () => {
  const withFile = async (content: string | Buffer) => {
    const folder = await temporaryFolder();
    const path = folder.file('app.log');
    await writeFile(path, content);
    return {
      folder,
      path,
      source: fileSource(path, logReader()),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  };

  it('gives each line its number in the file, wherever the window begins', async () => {
    await using at = await withFile(span(0, 5_000));
    const read = await at.source.read(query(window(4_000, 4_002)));
    expect(read.events.map(({ line }) => line)).toEqual([4_001, 4_002, 4_003]);
    expect((await at.source.read(query(window(10, 10)))).events.map(({ line }) => line)).toEqual([11]);
  });

  it('keeps lines without a time with the line before them', async () => {
    const trace = 'TypeError: x is undefined\n    at f (app.js:1:2)\n';
    await using at = await withFile(entry(0) + entry(1, 'failed') + trace + entry(2) + entry(3));
    const read = await at.source.read(query(window(1, 2)));
    expect(textOf(read).map((text) => text.slice(-20))).toEqual([
      expect.stringContaining('failed'),
      'peError: x is undefined'.slice(-20),
      expect.stringContaining('app.js:1:2'),
      expect.stringContaining('200'),
    ]);
  });

  it('finds a window behind a dump that is larger than what it reads at once', async () => {
    const dump = '    at frame (app.js:1:2)\n'.repeat(20_000);
    await using at = await withFile(span(0, 100) + dump + span(100, 200) + dump + span(200, 300));
    expect(idsOf(await at.source.read(query(window(150, 151))))).toEqual(['r150', 'r151']);
    expect(idsOf(await at.source.read(query(window(200, 201))))).toEqual(['r200', 'r201']);
    expect(idsOf(await at.source.read(query(window(0, 0))))).toEqual(['r0']);
  });

  it('reads a window of a file of gigabytes with a few megabytes of memory', async () => {
    await using at = await withFile('');
    // The holes of the sparse file are zeros without a newline, as a full disk leaves them; the lines lie far apart.
    const gapBytes = 16 * 1024 ** 2;
    await using file = await open(at.path, 'r+');
    for (let second = 0; second < 200; second++) await file.write(`\n${entry(second)}`, second * gapBytes);
    const before = process.memoryUsage().rss;
    const read = await at.source.read(query({ ...window(150, 151), maxBytes: 40 * 1024 ** 2 }));
    expect(idsOf(read)).toEqual(['r150', 'r151']);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2);
    expect(read.gaps).toEqual([
      { missing: `line numbers of ${at.path}: it is too large to count its lines` },
    ]);
  });

  it('goes on counting lines where it stopped, and begins anew with another file', async () => {
    await using at = await withFile(span(0, 3));
    expect((await at.source.read(query())).events.at(-1)?.line).toBe(3);
    await appendFile(at.path, span(3, 5));
    expect((await at.source.read(query(window(4, 4)))).events[0]?.line).toBe(5);
    // The inode of a removed file may come again at once, but not while a link holds it.
    await rename(at.path, `${at.path}.held`);
    await writeFile(at.path, entry(5, 'x'.repeat(1_000)) + entry(6));
    expect((await at.source.read(query(window(6, 6)))).events[0]?.line).toBe(2);
  });

  it('gives the exception below an id, and what led to it, when the budget is small', async () => {
    const trace = `${entry(500, 'GET /x failed Error: boom')}    at f (app.js:1:2)\n`;
    await using at = await withFile(span(0, 500) + trace + span(501, 5_000));
    const read = await at.source.read(query({ ids: ['r500'], maxBytes: 60_000 }));
    const at500 = textOf(read).findIndex((text) => text.includes('[r500]'));
    expect(textOf(read)[at500 + 1]).toBe('    at f (app.js:1:2)');
    expect(textOf(read)[at500 - 1]).toContain('[r499]');
    expect(idsOf(read).at(-1)).toBe('r4999');
    expect(read.gaps[0]?.missing).toContain('byte budget');
  });

  it.each([
    ['two hours ahead', 2],
    ['five hours and a half behind', -5.5],
    ['of this machine', 0],
  ])('finds local times without a zone, %s', async (_, hours) => {
    const local = (second: number) =>
      `${stamp(second + hours * 3_600)
        .slice(0, 19)
        .replace('T', ' ')} INFO [r${second}] x\n`;
    await using at = await withFile(Array.from({ length: 100 }, (__, second) => local(second)).join(''));
    await utimes(at.path, (T0 + 99.4 * SECOND) / 1_000, (T0 + 99.4 * SECOND) / 1_000);
    expect(idsOf(await at.source.read(query(window(50, 51))))).toEqual(['r50', 'r51']);
  });

  it('tolerates bytes that are not UTF-8, empty lines and an unfinished last line', async () => {
    const bytes = Buffer.concat([Buffer.from(entry(0)), Buffer.from([0xff, 0xfe, 0x0a, 0x0a, 0x00, 0x41])]);
    await using at = await withFile(bytes);
    expect(textOf(await at.source.read(query()))).toEqual([entry(0).trim(), '\uFFFD\uFFFD', '', '\0A']);
  });

  it('cuts a line of many megabytes', async () => {
    await using at = await withFile(`${'x'.repeat(5_000_000)}\n${entry(0)}`);
    const read = await at.source.read(query({ maxBytes: 10_000_000 }));
    expect(read.events.map(({ line, text }) => [line, text.length])).toEqual([
      [1, 1_048_576],
      [2, entry(0).length - 1],
    ]);
  });

  it('is read as empty when it is', async () => {
    await using at = await withFile('');
    expect(await at.source.read(query(window(0, 10)))).toEqual({ events: [], gaps: [] });
  });
});

describe('rotated files', () => {
  it('are read as far as the window reaches back, each a stream of the same source', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('app.log');
    const files = [
      ['app.log.2.gz', gzipSync(span(0, 10)), 10],
      ['app.log.1', span(10, 20), 20],
      ['app.log', span(20, 30), 30],
      ['app.log.bak', span(10, 20), 20],
      ['other.log.1', span(10, 20), 20],
    ] as const;
    for (const [name, content, second] of files) {
      await writeFile(folder.file(name), content);
      await utimes(folder.file(name), T0 / 1_000 + second, T0 / 1_000 + second);
    }
    const source = fileSource(path, logReader());
    const read = await source.read(query(window(15, 25)));
    expect(idsOf(read)).toEqual(Array.from({ length: 11 }, (_, index) => `r${15 + index}`));
    expect([...new Set(read.events.map((event) => event.source))]).toEqual([path]);
    expect([...new Set(read.events.map(({ stream }) => stream))]).toEqual([`${path}.1`, path]);
    expect(idsOf(await source.read(query()))).toHaveLength(30);
    expect(idsOf(await source.read(query({ maxBytes: 530 })))).toEqual(
      Array.from({ length: 10 }, (_, index) => `r${20 + index}`),
    );
  });

  it('still belong to a log that has just been rotated away', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('app.log');
    await writeFile(path, span(0, 10));
    await rename(path, `${path}.1`);
    const read = await fileSource(path, logReader()).read(query());
    expect(idsOf(read)).toHaveLength(10);
    expect(read.gaps[0]?.missing).toBe(`file ${path}: ENOENT: no such file or directory, open '${path}'`);
  });
});

describe('a file whose lines have no times', () => {
  const growing = async () => {
    const folder = await temporaryFolder();
    const path = folder.file('app.log');
    const growth = new FileGrowth();
    const grow = async (second: number, text: string) => {
      await appendFile(path, text);
      await growth.sample(path, T0 + second * SECOND);
    };
    return { path, growth, grow, source: fileSource(path, logReader(), growth), folder };
  };

  it('has in a window what was appended in it', async () => {
    const { grow, source, folder } = await growing();
    await using _ = folder;
    await grow(0, 'old\n');
    await grow(10, 'before\n');
    await grow(20, 'during\n  more\n');
    await grow(30, 'after\n');
    const read = await source.read(query(window(12, 22)));
    expect(textOf(read)).toEqual(['during', '  more']);
    expect(read.gaps).toEqual([]);
    expect(textOf(await source.read(query(window(12, 60))))).toEqual(['during', '  more', 'after']);
  });

  it('is read from its end when nobody watched it, and a gap says so', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('app.log'), 'one\ntwo\nthree\n');
    const read = await fileSource(folder.file('app.log'), logReader()).read(
      query({ ...window(0, 9), maxBytes: 9 }),
    );
    expect(textOf(read)).toEqual(['three']);
    expect(read.gaps[0]).toMatchObject({ fix: 'put the time at the beginning of each line' });
  });

  it('is watched anew when it was replaced', async () => {
    const { grow, source, path, growth, folder } = await growing();
    await using _ = folder;
    await grow(0, 'old old old old\n');
    await rename(path, `${path}.held`);
    await grow(10, 'new\n');
    await grow(20, 'newer\n');
    expect(growth.sizeAt(T0)).toBeUndefined();
    expect(textOf(await source.read(query(window(12, 22))))).toEqual(['newer']);
  });
});

describe('a file that cannot be read', () => {
  it('is a gap with the errno and what to do: a folder', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.file('logs'));
    const { gaps } = await fileSource(folder.file('logs'), logReader()).read(query());
    expect(gaps[0]?.missing).toMatch(/^file .*\/logs: EISDIR: /);
    expect(gaps[0]?.fix).toContain('/logs/*.log');
  });

  it.skipIf(process.seteuid === undefined)(
    'is a gap with the errno and what to do: no permission',
    async () => {
      await using folder = await temporaryFolder();
      const path = folder.file('app.log');
      await writeFile(path, 'secret\n');
      await chmod(path, 0o000);
      // No mode stops root, in which case the reader is nobody for a moment.
      const isRoot = process.getuid?.() === 0;
      if (isRoot) process.seteuid?.(65_534);
      try {
        const { gaps } = await fileSource(path, logReader()).read(query());
        expect(gaps[0]?.missing).toBe(`file ${path}: EACCES: permission denied, open '${path}'`);
        expect(gaps[0]?.fix).toContain(`setfacl -m u:$(id -un):r ${path}`);
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
    },
  );

  it('is a gap with what is wrong: a compressed file that is cut off', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('app.log'), gzipSync(span(0, 100)).subarray(0, 200));
    const { gaps } = await fileSource(folder.file('app.log'), logReader()).read(query());
    expect(gaps[0]?.missing).toMatch(/unexpected end of file/);
  });
});
