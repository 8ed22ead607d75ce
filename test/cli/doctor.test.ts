import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';

import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { Finding } from '../../lib/core/doctor/finding.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { commandLine, type CommandLine } from '../support/command-line.ts';
import { httpServer } from '../support/http-server.ts';

const ID = '0b8d4e3a-95a1-4f7e-8f4e-9d2b1c3a7e11';

const configOf = (url: string, more = ''): string => `
checks:
  - name: shop
    url: ${url}
    ${more}
    diagnose: { components: [{ file: "*.log" }] }
`;

const written = (shell: CommandLine, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(shell.folder.file(name), text);
};

const json = async (
  shell: CommandLine,
): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> => {
  const { code, stdout } = await shell.whydown(['doctor', '--json']);
  return { code, ...(JSON.parse(stdout) as { readonly findings: readonly Finding[] }) };
};

describe('whydown doctor on this machine', () => {
  it('finds all well, and exits 0', async () => {
    await using server = await httpServer(200);
    await using shell = await commandLine();
    const now = new Date().toISOString();
    written(shell, {
      'whydown.yaml': configOf(server.url),
      'app.log': `{"time":"${now}","level":"info","requestId":"${ID}","message":"GET /"}\n`,
    });
    const { code, stdout, stderr } = await shell.whydown(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✓ config {6}whydown\.yaml: 1 check, no problems/);
    expect(stdout).toMatch(/✓ logs {8}\S+app\.log can be read; 1 of 1 newest records carry a request id/);
    expect(stdout).toMatch(/✓ database {4}\S+whydown\.db will be made at the first start/);
    expect(stdout).toMatch(/✓ clock {7}agrees with the clock of shop/);
    expect(stdout).toMatch(/no faults, 5 good\n$/);
  });

  it('sends a request when it is asked to, and finds it in the log by its id', async () => {
    await using shell = await commandLine();
    const log = shell.folder.file('app.log');
    await using server = await httpServer((request, response) => {
      const line = {
        time: new Date().toISOString(),
        requestId: request.headers['x-request-id'],
        message: 'GET /',
      };
      response.end('fine');
      setTimeout(() => appendFileSync(log, `${JSON.stringify(line)}\n`), 500);
    });
    written(shell, { 'whydown.yaml': configOf(server.url), 'app.log': '' });
    const { stdout } = await shell.whydown(['doctor', '--probe']);
    expect(stdout).toMatch(/✓ {13}the request that was sent for shop is in \S+app\.log, by its id/);
    const before = server.requests.length;
    expect((await shell.whydown(['doctor'])).stdout).not.toContain('the request that was sent');
    // One request tells the time, with or without.
    expect(server.requests.length - before).toBe(before - 1);
    await delay(600);
  });

  it.each([
    {
      title: 'nothing of it is logged',
      line: () => ({ message: 'GET /' }),
      says: /^the request that was sent for shop cannot be found by its id: it is not in \S+app\.log, so time alone would tie a failing one$/,
    },
    {
      title: 'another id is logged',
      line: () => ({ requestId: ID, message: 'GET /' }),
      says: /^the request that was sent for shop cannot be found by its id/,
    },
  ])('says what to do where a request that was sent is not found: $title', async ({ line, says }) => {
    await using shell = await commandLine();
    const log = shell.folder.file('app.log');
    await using server = await httpServer((_, response) => {
      appendFileSync(log, `${JSON.stringify({ time: new Date().toISOString(), ...line() })}\n`);
      response.end('fine');
    });
    written(shell, { 'whydown.yaml': configOf(server.url), 'app.log': '' });
    const ran = await shell.whydown(['doctor', '--probe', '--json']);
    const { findings } = JSON.parse(ran.stdout) as { readonly findings: readonly Finding[] };
    expect(findings).toContainEqual({
      area: 'logs',
      level: 'advice',
      text: expect.stringMatching(says),
      fix: expect.any(String),
    });
  });

  it('says of a request that did not come through that it is in no log', async () => {
    await using shell = await commandLine();
    written(shell, { 'whydown.yaml': configOf('http://127.0.0.1:9/'), 'app.log': '' });
    expect((await shell.whydown(['doctor', '--probe'])).stdout).toMatch(
      /\? .*the request of shop did not come through, so it is in no log: connect ECONNREFUSED/,
    );
  });

  it('names the line of configuration for a log without request ids', async () => {
    await using shell = await commandLine();
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, 19).replaceAll('-', '/');
    written(shell, {
      'whydown.yaml': configOf('http://127.0.0.1:9/'),
      'error.log': `${stamp} [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: shop, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:1/", host: "shop"\n`,
    });
    const { code, findings } = await json(shell);
    expect(code).toBe(0);
    expect(findings).toContainEqual({
      area: 'logs',
      level: 'advice',
      text: expect.stringMatching(
        /error\.log can be read, but none of its 1 newest records carries a request id/,
      ),
      fix: expect.stringContaining('$request_id'),
    });
  });

  it('finds what is wrong, and exits 1: no log, no secret', async () => {
    await using shell = await commandLine();
    written(shell, {
      'whydown.yaml': configOf('http://127.0.0.1:9/', 'headers: { x-key: "${secret:shop#key}" }'),
    });
    const { code, findings } = await json(shell);
    expect(code).toBe(1);
    expect(
      findings.filter(({ level }) => level === 'fault').map(({ area, text }) => `${area}: ${text}`),
    ).toEqual([
      'secrets: this machine cannot read secret:shop#key (used by shop): secret shop: there is no .whydown/secrets.json; write it as JSON, mode 600',
      expect.stringMatching(/^components: file \*\.log \(behind shop\): .*\*\.log/),
    ]);
  });

  it('tries the secrets of notifiers too, and prints none', async () => {
    await using shell = await commandLine();
    mkdirSync(shell.folder.file('.whydown'));
    written(shell, {
      'whydown.yaml': `${configOf('http://127.0.0.1:9/')}notifiers: { chat: { type: slack, webhook: "\${secret:slack#url}" } }\n`,
      '.whydown/secrets.json': '{"slack":{"url":"https://hooks.example.com/hunter2"}}',
    });
    chmodSync(shell.folder.file('.whydown/secrets.json'), 0o600);
    const { stdout } = await shell.whydown(['doctor']);
    expect(stdout).toContain('this machine can read 1 secret: secret:slack#url');
    expect(stdout).not.toContain('hunter2');
  });

  it('writes to a database that is there, and says what is wrong with one that cannot be used', async () => {
    await using shell = await commandLine();
    written(shell, { 'whydown.yaml': configOf('http://127.0.0.1:9/') });
    const path = shell.folder.file('.whydown/whydown.db');
    openLocalStore(path).close();
    expect((await json(shell)).findings).toContainEqual({
      area: 'database',
      level: 'good',
      text: `${path} can be written`,
    });
    writeFileSync(path, 'this is no database, and it is long enough to be read as a page of one');
    expect((await json(shell)).findings).toContainEqual(
      expect.objectContaining({ area: 'database', level: 'fault', text: expect.stringContaining(path) }),
    );
  });

  it('refuses a config that is wrong with exit code 2', async () => {
    await using shell = await commandLine();
    written(shell, { 'whydown.yaml': 'checks: []' });
    const { code, stdout, stderr } = await shell.whydown(['doctor']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('whydown.yaml:1:');
  });
});
