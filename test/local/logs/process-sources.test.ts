import { chmod, readFile, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import type { LogQuery, LogSource } from '../../../lib/core/ports.ts';
import { commandSource } from '../../../lib/local/logs/command-source.ts';
import { dockerSource } from '../../../lib/local/logs/docker-source.ts';
import { journaldSource } from '../../../lib/local/logs/journald-source.ts';
import { logSourceConformance } from '../../conformance/log-source.ts';
import { logReader } from '../../support/log-reader.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const T0 = Date.parse('2026-11-22T10:00:00Z');

const query = (overrides: Partial<LogQuery> = {}): LogQuery => ({
  from: T0,
  to: T0 + 60_000,
  ids: [],
  maxBytes: 1_000_000,
  signal: AbortSignal.timeout(30_000),
  ...overrides,
});

/** A program that prints what is in the files `out` and `err`, keeps its arguments in `args`, and ends with `code`. */
const programThat = async (prints: { out?: string; err?: string; code?: number }) => {
  const folder = await temporaryFolder();
  const path = folder.file('program');
  await writeFile(folder.file('out'), prints.out ?? '');
  await writeFile(folder.file('err'), prints.err ?? '');
  await writeFile(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder.path}/args\ncat ${folder.path}/out\ncat ${folder.path}/err >&2\nexit ${prints.code ?? 0}\n`,
  );
  await chmod(path, 0o755);
  return { path, folder, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
};

const command = (name: string, ...argv: readonly string[]): LogSource =>
  commandSource({ kind: 'command', name, command: argv }, logReader());

logSourceConformance('a command', async (lines) => {
  const folder = await temporaryFolder();
  await writeFile(folder.file('app.log'), lines.map(({ text }) => `${text}\n`).join(''));
  return {
    source: command('app', 'cat', folder.file('app.log')),
    missing: command('no-such-program-here', 'no-such-program-here'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

describe('a command', () => {
  it('learns the window and the ids', async () => {
    const print = 'console.log(process.env.WHYDOWN_FROM, process.env.WHYDOWN_TO, process.env.WHYDOWN_IDS)';
    const read = await command('app', process.execPath, '-e', print).read(
      query({ to: Infinity, from: T0 + 5, ids: ['a', 'b'] }),
    );
    expect(read.events[0]?.text).toBe('2026-11-22T10:00:00.005Z 9999-12-31T00:00:00.000Z a b');
  });

  it.each([
    [
      'exits with an error',
      'console.error("disk on fire"); process.exit(3)',
      'app: exited with 3: disk on fire',
    ],
    [
      'is killed',
      'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 9)',
      'app: was killed by SIGTERM',
    ],
  ])('that %s is a gap, and what it printed is kept', async (_, script, missing) => {
    const read = await command('app', process.execPath, '-e', `console.log("a line"); ${script}`).read(
      query(),
    );
    expect(read.events.map(({ text }) => text)).toEqual(['a line']);
    expect(read.gaps).toEqual([
      {
        missing,
        fix: expect.stringContaining(`run it yourself to see why: ${process.execPath} -e`) as string,
      },
    ]);
  });

  it('that never ends is ended when the reading stops', async () => {
    const stop = new AbortController();
    await using folder = await temporaryFolder();
    const script = `require('node:fs').writeFileSync(${JSON.stringify(folder.file('pid'))}, String(process.pid)); setInterval(() => {}, 1000)`;
    const reading = command('app', process.execPath, '-e', script).read(query({ signal: stop.signal }));
    const pidOf = () => readFile(folder.file('pid'), 'utf8').catch(() => '');
    await expect.poll(pidOf, { timeout: 10_000 }).toMatch(/^\d+$/);
    stop.abort();
    await expect(reading).rejects.toThrow(/abort/i);
    const pid = Number(await pidOf());
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('runs without a shell, so that nothing of the config is interpreted', async () => {
    const read = await command('app', process.execPath, '-p', '"$HOME; `ls` $(ls)"').read(query());
    expect(read.events[0]?.text).toBe('$HOME; `ls` $(ls)');
  });
});

describe('journald', () => {
  const entry = (second: number, message: unknown, pid = '7') =>
    `${JSON.stringify({ __CURSOR: 's=1', __REALTIME_TIMESTAMP: `${(T0 + second * 1_000) * 1_000}`, _PID: pid, MESSAGE: message })}\n`;

  it('reads entries with their time, text and bytes alike, one stream per process', async () => {
    const lines =
      entry(1, 'one\ntwo') +
      entry(2, [71, 114, 195, 188, 195, 159, 101], '8') +
      entry(3, null) +
      entry(4, 'four');
    await using program = await programThat({ out: lines });
    const read = await journaldSource('shop', program.path).read(query());
    expect(read.events).toEqual([
      { source: 'journald:shop', stream: 'shop[7]', line: 1, text: 'one\ntwo', timestamp: T0 + 1_000 },
      { source: 'journald:shop', stream: 'shop[8]', line: 1, text: 'Grüße', timestamp: T0 + 2_000 },
      { source: 'journald:shop', stream: 'shop[7]', line: 2, text: 'four', timestamp: T0 + 4_000 },
    ]);
    expect(read.newestEventAt).toBe(T0 + 4_000);
    expect(read.gaps).toEqual([]);
  });

  it('asks for the unit and the window', async () => {
    await using program = await programThat({});
    await journaldSource('shop', program.path).read(query({ to: T0 + 1_500 }));
    const args = (await readFile(program.folder.file('args'), 'utf8')).split('\n');
    expect(args).toEqual(
      expect.arrayContaining([
        '--unit=shop',
        '--output=json',
        `--since=@${T0 / 1_000}`,
        `--until=@${T0 / 1_000 + 2}`,
      ]),
    );
  });

  it('is a gap where there is no journalctl', async () => {
    const { gaps } = await journaldSource('shop', '/nowhere/journalctl').read(query());
    expect(gaps).toEqual([
      {
        missing: 'journald:shop: spawn /nowhere/journalctl ENOENT',
        fix: 'journalctl is not on this machine: read the log as a file instead',
      },
    ]);
  });
});

describe('docker', () => {
  it('reads both outputs with their times', async () => {
    await using program = await programThat({
      out: '2026-11-22T10:00:01.060123456Z started\n2026-11-22T10:00:03Z   indented\n',
      err: '2026-11-22T12:00:02.5+02:00 Error: boom\n',
    });
    const read = await dockerSource('shop', program.path).read(query());
    expect(read.events.toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))).toEqual([
      { source: 'docker:shop', stream: 'stdout', line: 1, text: 'started', timestamp: T0 + 1_060 },
      { source: 'docker:shop', stream: 'stderr', line: 1, text: 'Error: boom', timestamp: T0 + 2_500 },
      { source: 'docker:shop', stream: 'stdout', line: 2, text: '  indented', timestamp: T0 + 3_000 },
    ]);
    const args = (await readFile(program.folder.file('args'), 'utf8')).trim().split('\n');
    expect(args).toEqual([
      'logs',
      '--timestamps',
      `--since=${T0 / 1_000}.000`,
      `--until=${T0 / 1_000 + 60}.000`,
      'shop',
    ]);
  });

  it.each([
    ['Error response from daemon: No such container: shop', 'docker ps --all'],
    ['permission denied while trying to connect to the Docker daemon socket', 'adduser $(id -un) docker'],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'docker info',
    ],
  ])('makes a gap of: %s', async (err, fix) => {
    await using program = await programThat({ err: `${err}\n`, code: 1 });
    const { gaps, events } = await dockerSource('shop', program.path).read(query());
    expect(events).toEqual([]);
    expect(gaps[0]?.missing).toBe(`docker:shop: exited with 1: ${err}`);
    expect(gaps[0]?.fix).toContain(fix);
  });

  it('is a gap where there is no docker', async () => {
    const { gaps } = await dockerSource('shop', '/nowhere/docker').read(query());
    expect(gaps[0]?.fix).toBe('docker is not on this machine: read the log as a file instead');
  });
});
