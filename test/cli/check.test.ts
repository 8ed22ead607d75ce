import { mkdirSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { makeCertificate } from '../support/certificate.ts';
import { commandLine } from '../support/command-line.ts';
import { httpServer } from '../support/http-server.ts';
import { tcpServer } from '../support/tcp-server.ts';

const configOf = (checks: Readonly<Record<string, string>>): string => {
  const lines = Object.entries(checks).map(
    ([name, url]) => `  - { name: ${name}, url: "${url}", retry: { base: 5ms, cap: 10ms } }`,
  );
  return `checks:\n${lines.join('\n')}\n`;
};

describe('whydown check', () => {
  it('exits 0 when all are up', async () => {
    await using server = await httpServer(200);
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), configOf({ shop: server.url }));
    const ran = await shell.whydown(['check']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/✓ up +shop {2}200/);
  });

  it('exits 1 when one is down, and shows each attempt with its backoff', async () => {
    await using good = await httpServer(200);
    await using bad = await httpServer(503);
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), configOf({ good: good.url, bad: bad.url }));
    const ran = await shell.whydown(['check']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /attempt 1\/3 {2}status: status \(503\) == 2xx[^]*↻ backoff \d+ ms[^]*attempt 3\/3/,
    );
    expect(bad.requests).toHaveLength(3);
  });

  it('sends every attempt under an id of its own', async () => {
    await using bad = await httpServer(500);
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), configOf({ bad: bad.url }));
    await shell.whydown(['check']);
    const ids = bad.requests.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('probes only the checks that are named', async () => {
    await using one = await httpServer(200);
    await using other = await httpServer(500);
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), configOf({ one: one.url, other: other.url }));
    const ran = await shell.whydown(['check', 'one', '--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ results: [{ checkName: 'one', verdict: 'up' }] });
    expect(other.requests).toHaveLength(0);
  });

  it('fills templates in, another for each request', async () => {
    await using server = await httpServer(200);
    await using shell = await commandLine();
    const check = `{ name: a, url: "${server.url}/", headers: { Nonce: "\${uuid}", At: "\${timestamp}" } }`;
    writeFileSync(shell.folder.file('whydown.yaml'), `checks: [${check}]`);
    await shell.whydown(['check']);
    await shell.whydown(['check']);
    const [first, second] = server.requests.map(({ headers }) => headers['nonce']);
    expect(first).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-/);
    expect(second).not.toBe(first);
    expect(server.requests[0]?.headers['at']).toMatch(/^\d{10}$/);
  });

  it.each([
    {
      what: 'itself when its control target is gone too',
      open: false,
      said: /prober: the prober has no network[^]*\? unknown +gone/,
    },
    {
      what: 'the target while the control target answers',
      open: true,
      said: /connect: connect ECONNREFUSED[^]*✗ down +gone/,
    },
  ])('blames $what', async ({ open, said }) => {
    const control = await tcpServer(() => undefined);
    if (!open) await control[Symbol.asyncDispose]();
    await using shell = await commandLine();
    const config = `controlTargets: ["127.0.0.1:${control.port}"]\n${configOf({ gone: 'http://127.0.0.1:1/' })}`;
    writeFileSync(shell.folder.file('whydown.yaml'), config);
    expect((await shell.whydown(['check'])).stdout).toMatch(said);
    await control[Symbol.asyncDispose]();
  });

  it('says of a check that trusts any certificate that it does, and what is wrong with the certificate', async () => {
    const tls = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'] });
    await using server = await httpServer(200, { tls });
    await using shell = await commandLine();
    const check = `{ name: own, url: "${server.url}/", tls: { insecure: true } }`;
    writeFileSync(shell.folder.file('whydown.yaml'), `checks: [${check}]`);
    const ran = await shell.whydown(['check']);
    expect(ran.stderr).toBe(
      'warning: check own trusts any certificate (tls.insecure: true); give it a ca instead\n',
    );
    expect(ran.stdout).toMatch(/✓ up +own .*certificate not verified: DEPTH_ZERO_SELF_SIGNED_CERT/);
  });

  it('says of a maintenance window that is over where it stands, in an included file too', async () => {
    await using shell = await commandLine();
    const window = 'maintenance: [{ from: 2020-01-01T00:00:00Z, to: 2020-01-01T01:00:00Z }]';
    const check = 'checks: [{ name: shop, url: "https://example.com/" }]';
    writeFileSync(shell.folder.file('whydown.yaml'), `include: more.yaml\n${check}\n${window}`);
    writeFileSync(shell.folder.file('more.yaml'), `# more\n${window}`);
    expect(await shell.whydown(['validate'])).toEqual({
      code: 0,
      stdout: 'whydown.yaml: 1 check, no problems\n',
      stderr:
        'warning: whydown.yaml:3:15 maintenance[0]: this window is over since 2020-01-01T01:00Z; remove it\n' +
        'warning: more.yaml:2:15 maintenance[0]: this window is over since 2020-01-01T01:00Z; remove it\n',
    });
  });

  it('sends a file that lies beside its config, wherever it is called from', async () => {
    const received: string[] = [];
    await using server = await httpServer((request, response) => {
      request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
      request.on('end', () => response.end());
    });
    await using shell = await commandLine();
    mkdirSync(shell.folder.file('watch'));
    writeFileSync(shell.folder.file('watch/order.json'), '{"item":"test"}');
    const check = `{ name: a, url: "${server.url}/", method: POST, body: { file: order.json } }`;
    writeFileSync(shell.folder.file('watch/whydown.yaml'), `checks: [${check}]`);
    expect((await shell.whydown(['check', '-c', 'watch/whydown.yaml'])).code).toBe(0);
    expect(received).toEqual(['{"item":"test"}']);
  });

  it('prints the config with its defaults as JSON', async () => {
    await using shell = await commandLine();
    writeFileSync(shell.folder.file('whydown.yaml'), configOf({ shop: 'http://127.0.0.1:9/' }));
    const ran = await shell.whydown(['validate', '--json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      checks: [{ name: 'shop', intervalMs: 60_000, alert: { failureThreshold: 2 } }],
    });
  });
});
