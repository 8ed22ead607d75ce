import { describe, expect, it } from 'vitest';

import { command } from '../../lib/probers/command.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const node = (script: string, ...args: string[]) => [process.execPath, '-e', script, ...args];

describe('command', () => {
  it.each([
    ['console.log("fine")', 0, 'fine\n'],
    ['console.error("bad"); process.exit(3)', 3, 'bad\n'],
  ])('sees how %j ends and what it prints', async (script, exitCode, output) => {
    const seen = await probeTarget(command, { command: node(script) });
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({ protocol: 'command', values: { exitCode, output } });
    expect(seen.durationMs).toBeGreaterThan(0);
  });

  it('fills secrets in, and hands over nothing of its own environment', async () => {
    process.env['WHYDOWN_TEST_SECRET'] = 'ours';
    const script = 'console.log(process.env.A, process.argv[1], process.env.WHYDOWN_TEST_SECRET)';
    const target = { command: node(script, '${secret:b}'), env: { A: '${secret:a}' } };
    const seen = await probeTarget(command, target, {
      fill: async (text) => text.replace(/\$\{secret:(.)\}/, 'filled-$1'),
    });
    delete process.env['WHYDOWN_TEST_SECRET'];
    expect(seen.values?.['output']).toBe('filled-a filled-b undefined\n');
  });

  it('kills what takes too long, with all that it started', async () => {
    // A process that is gone closes its connections; its id may live on for a while.
    let connected = 0;
    let closed = 0;
    await using server = await tcpServer((socket) => {
      connected += 1;
      socket.once('close', () => (closed += 1));
    });
    const child = `require('net').connect(${server.port}, '127.0.0.1')`;
    const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]); ${child}`;
    const probing = probeTarget(command, { command: node(script) }, { timeoutMs: 1_500 });
    await expect.poll(() => connected, { timeout: 1_400 }).toBe(2);
    expect((await probing).failure).toMatchObject({ kind: 'timeout' });
    await expect.poll(() => closed).toBe(2);
  });

  it('keeps a part of endless output, and ends', async () => {
    const script = 'process.stdout.write("x".repeat(1e6), () => process.exit(0))';
    const seen = await probeTarget(command, { command: node(script) });
    expect(String(seen.values?.['output'])).toHaveLength(65_536);
  });

  it('says which signal ended it', async () => {
    const seen = await probeTarget(command, {
      command: node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'),
    });
    expect(seen.values).toMatchObject({ exitCode: 128, signal: 'SIGTERM' });
  });

  it('blames itself for a program that does not exist', async () => {
    const seen = await probeTarget(command, { command: ['/nowhere/program'] });
    expect(seen.failure).toMatchObject({ kind: 'prober', code: 'ENOENT' });
  });

  it('does not run in a function', async () => {
    const seen = await probeTarget(command, { command: ['true'] }, { embedded: false });
    expect(seen.failure).toMatchObject({ kind: 'prober', code: 'EMBEDDED_ONLY' });
  });
});
