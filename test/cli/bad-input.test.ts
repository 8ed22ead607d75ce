import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it } from 'vitest';

import { commandLine, type CommandLine } from '../support/command-line.ts';

const GOOD = 'checks:\n  - { name: shop, url: "http://127.0.0.1:9/" }\n';

interface Row {
  readonly title: string;
  readonly args: readonly string[];
  readonly config?: string;
  readonly prepare?: (shell: CommandLine) => void;
  readonly says: RegExp;
}

const state = (shell: CommandLine): string => {
  mkdirSync(shell.folder.file('.whydown'), { recursive: true });
  return shell.folder.file('.whydown/whydown.db');
};

const ROWS: readonly Row[] = [
  { title: 'a config that is not there', args: ['check'], says: /^whydown\.yaml: not found; .*whydown demo/ },
  { title: 'an empty config', args: ['run'], config: '', says: /whydown\.yaml:1:1.*the file is empty/ },
  {
    title: 'broken YAML',
    args: ['validate'],
    config: 'checks:\n  - name: "shop\n',
    says: /whydown\.yaml:\d+:\d+/,
  },
  {
    title: 'several mistakes at once',
    args: ['validate'],
    config:
      'checks:\n  - name: shop\n    url: nope\n    intervall: 1m\n  - name: shop\n    url: http://x.example\n',
    says: /whydown\.yaml:3:10 checks\[0\]\.url: .*"nope"[^]*intervall.*did you mean[^]*duplicate name "shop"[^]*3 problems, nothing was started/,
  },
  {
    title: 'an unknown check name',
    args: ['check', 'shopp'],
    config: GOOD,
    says: /no check is called shopp; the config has shop/,
  },
  { title: 'an unknown command', args: ['chek'], says: /unknown command|too many arguments/ },
  {
    title: 'an unknown option',
    args: ['check', '--jsn'],
    says: /unknown option '--jsn'[^]*Did you mean --json/,
  },
  {
    title: 'an unknown fault',
    args: ['demo', '--fault', 'fire'],
    says: /unknown fault fire; expected one of db-refused/,
  },
  { title: 'no log', args: ['diagnose'], says: /required option '--log/ },
  {
    title: 'a log that is not there',
    args: ['diagnose', '--log', 'gone.log'],
    says: /gone\.log: .*(?:not found|does not exist|no such file)/i,
  },
  {
    title: 'a time without a zone',
    args: ['diagnose', '--log', 'x.log', '--at', '2026-11-22 10:00'],
    says: /expected a time with its zone/,
  },
  {
    title: 'a duration without a unit',
    args: ['diagnose', '--log', 'x.log', '--window', '120'],
    says: /expected a duration such as 120s/,
  },
  {
    title: 'a port that is none',
    args: ['run', '--page', '99999'],
    config: GOOD,
    says: /expected a port from 0 to 65535/,
  },
  {
    title: 'a state file that is no database',
    args: ['run', '--no-page'],
    config: GOOD,
    prepare: (shell) =>
      writeFileSync(state(shell), 'this is not a database, but long enough to look like one'.repeat(50)),
    says: /whydown\.db/,
  },
  {
    title: 'a state file of a newer version',
    args: ['run', '--no-page'],
    config: GOOD,
    prepare: (shell) => {
      const database = new DatabaseSync(state(shell));
      database.exec('PRAGMA user_version = 999');
      database.close();
    },
    says: /whydown\.db.*newer/,
  },
];

describe('bad input ends with exit code 2 and says what to do', () => {
  it.each(ROWS)('$title', async ({ args, config, prepare, says }) => {
    await using shell = await commandLine();
    if (config !== undefined) writeFileSync(shell.folder.file('whydown.yaml'), config);
    prepare?.(shell);
    const ran = await shell.whydown(args);
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr).not.toMatch(/fault of its own/);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
  });

  it('a port that is taken', async () => {
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), GOOD);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ran = await shell.whydown(['run', '--page', String(port)]);
    server.close();
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`port ${port} is taken; choose another`) as string,
    });
  });

  it('a secret that is missing is the prober’s failure, not the target’s', async () => {
    await using shell = await commandLine();
    const check =
      'checks:\n  - name: shop\n    url: http://127.0.0.1:9/\n    headers: { authorization: "Bearer ${secret:shop#token}" }\n';
    writeFileSync(shell.folder.file('whydown.yaml'), check);
    const ran = await shell.whydown(['check', '--json']);
    const { results } = JSON.parse(ran.stdout) as { results: { attempts: { failure: object }[] }[] };
    expect(results[0]?.attempts[0]?.failure).toMatchObject({
      kind: 'prober',
      message: expect.stringContaining('secrets.json') as string,
    });
  });

  it('secrets that others can read are not used', async () => {
    await using shell = await commandLine();
    mkdirSync(shell.folder.file('.whydown'));
    writeFileSync(shell.folder.file('.whydown/secrets.json'), '{"shop":"s3cr3t-value"}');
    chmodSync(shell.folder.file('.whydown/secrets.json'), 0o644);
    const check =
      'checks:\n  - name: shop\n    url: http://127.0.0.1:9/\n    headers: { x-key: "${secret:shop}" }\n';
    writeFileSync(shell.folder.file('whydown.yaml'), check);
    const ran = await shell.whydown(['check']);
    expect(ran.stdout).toMatch(/chmod 600/);
    expect(ran.stdout + ran.stderr).not.toContain('s3cr3t-value');
  });
});
