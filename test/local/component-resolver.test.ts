import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import type { ComponentRef } from '../../lib/core/diagnosis/component.ts';
import { localComponentResolver } from '../../lib/local/component-resolver.ts';
import { logReader } from '../support/log-reader.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const namesOf = async (folder: string, component: ComponentRef) => {
  const { sources, gaps } = await localComponentResolver(folder, logReader()).logs(component);
  return { names: sources.map(({ name }) => name.replace(`${folder}/`, '')), gaps };
};

describe('the logs of a component', () => {
  it.each<[string, ComponentRef, readonly string[]]>([
    ['a file', { kind: 'file', path: 'logs/a.log' }, ['logs/a.log']],
    ['a file that is not there yet', { kind: 'file', path: 'new.log' }, ['new.log']],
    ['a folder', { kind: 'file', path: 'logs' }, ['logs/b.log', 'logs/a.log']],
    ['a pattern', { kind: 'file', path: 'logs/*' }, ['logs/b.log', 'logs/c.txt', 'logs/a.log']],
    ['a pattern over folders', { kind: 'file', path: '**/a.*' }, ['logs/a.log']],
    ['a file with a bracket in its name', { kind: 'file', path: 'odd[1].log' }, ['odd[1].log']],
    ['a command', { kind: 'command', command: ['cat', 'x'], name: 'app' }, ['app']],
    ['a unit', { kind: 'journald', unit: 'nginx' }, ['journald:nginx']],
    ['a container', { kind: 'docker', container: 'web' }, ['docker:web']],
    ['a working copy', { kind: 'git', folder: '.' }, []],
  ])('of %s', async (_, component, names) => {
    await using folder = await temporaryFolder();
    await mkdir(folder.file('logs'));
    for (const [name, second] of [
      ['logs/a.log', 1],
      ['logs/a.log.1', 5],
      ['logs/c.txt', 2],
      ['logs/b.log', 3],
      ['odd[1].log', 4],
    ] as const) {
      await writeFile(folder.file(name), 'x\n');
      await utimes(folder.file(name), second, second);
    }
    expect(await namesOf(folder.path, component)).toEqual({ names, gaps: [] });
  });

  it('are a gap where a pattern fits nothing', async () => {
    await using folder = await temporaryFolder();
    const { names, gaps } = await namesOf(folder.path, { kind: 'file', path: '*.log' });
    expect(names).toEqual([]);
    expect(gaps[0]?.missing).toBe(`files that fit ${folder.path}/*.log: there are none`);
  });

  it('are those of thirty files at most, the newest', async () => {
    await using folder = await temporaryFolder();
    for (let n = 0; n < 33; n++) {
      await writeFile(folder.file(`${n}.log`), 'x\n');
      await utimes(folder.file(`${n}.log`), n, n);
    }
    const { names, gaps } = await namesOf(folder.path, { kind: 'file', path: '.' });
    expect([names.length, names[0], names.at(-1)]).toEqual([30, '32.log', '3.log']);
    expect(gaps[0]?.missing).toBe(`3 more files that fit ${folder.path}/*.log`);
  });

  it('are a gap for what lives on AWS', async () => {
    const { names, gaps } = await namesOf('/', { kind: 'lambda', name: 'orders' });
    expect(names).toEqual([]);
    expect(gaps[0]?.missing).toContain('component lambda');
  });

  it('keep what was learned by watching: a window of lines without times is what was appended in it', async () => {
    await using folder = await temporaryFolder();
    const reader = logReader();
    const clock = { ...reader.clock, time: 0, now: () => clock.time };
    const resolver = localComponentResolver(folder.path, { ...reader, clock });
    const component: ComponentRef = { kind: 'file', path: '*.log' };
    for (const word of ['one', 'two', 'three']) {
      clock.time += 1_000;
      await appendFile(folder.file('app.log'), `${word}\n`);
      await resolver.watch([component, component]);
    }
    const { sources } = await resolver.logs(component);
    const signal = new AbortController().signal;
    const read = await sources[0]?.read({ from: 1_500, to: 2_500, ids: [], maxBytes: 1_000, signal });
    expect(read?.events.map(({ text }) => text)).toEqual(['two']);
  });
});

describe('the changes of a working copy', () => {
  const changesIn = async (folder: string, from = 0, to = 4e12) => {
    const sources = await localComponentResolver('/', logReader()).changes({ kind: 'git', folder });
    return (await Promise.all(sources.map((source) => source.changes(from, to)))).flat();
  };
  const git = (folder: string, at: number, ...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      env: { ...process.env, GIT_COMMITTER_DATE: `${at} +0200`, GIT_AUTHOR_DATE: '1000000000 +0000' },
    })
      .toString()
      .trim();

  it('are the moments at which it came to another commit, each with the way back', async () => {
    await using folder = await temporaryFolder();
    git(folder.path, 0, 'init', '-q', '-b', 'main');
    git(folder.path, 1_700_000_100, 'commit', '-q', '--allow-empty', '-m', 'first');
    const first = git(folder.path, 0, 'rev-parse', '--short=7', 'HEAD');
    git(folder.path, 1_700_000_200, 'commit', '-q', '--allow-empty', '-m', 'second');
    const second = git(folder.path, 0, 'rev-parse', '--short=7', 'HEAD');
    git(folder.path, 1_700_000_300, 'checkout', '-q', first);
    expect(await changesIn(folder.path)).toEqual([
      { at: 1_700_000_100_000, what: `commit ${first} (commit (initial): first)`, component: folder.path },
      {
        at: 1_700_000_200_000,
        what: `commit ${second} (commit: second)`,
        component: folder.path,
        rollBack: `git -C ${folder.path} checkout ${first}`,
      },
      {
        at: 1_700_000_300_000,
        what: `commit ${first} (checkout: moving from main to ${first})`,
        component: folder.path,
        rollBack: `git -C ${folder.path} checkout ${second}`,
      },
    ]);
    expect(await changesIn(folder.path, 1_700_000_150_000, 1_700_000_250_000)).toHaveLength(1);
  });

  it('are found in a worktree too', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.file('main'));
    git(folder.file('main'), 0, 'init', '-q');
    git(folder.file('main'), 1_700_000_100, 'commit', '-q', '--allow-empty', '-m', 'first');
    git(folder.file('main'), 1_700_000_200, 'worktree', 'add', '-q', folder.file('tree'));
    expect((await changesIn(folder.file('tree'))).map(({ at }) => at)).toContain(1_700_000_200_000);
  });

  it('are package and configuration files that were written in that time', async () => {
    await using folder = await temporaryFolder();
    for (const [name, second] of [
      ['package-lock.json', 20],
      ['.env', 30],
      ['requirements.txt', 99],
      ['notes.txt', 20],
    ] as const) {
      await writeFile(folder.file(name), '');
      await utimes(folder.file(name), second, second);
    }
    expect(await changesIn(folder.path, 10_000, 40_000)).toEqual([
      { at: 20_000, what: 'the edit of package-lock.json', component: folder.path },
      { at: 30_000, what: 'the edit of .env', component: folder.path },
    ]);
  });

  it('are none where there is no working copy', async () => {
    expect(await changesIn('/nowhere')).toEqual([]);
  });
});
