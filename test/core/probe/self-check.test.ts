import { describe, expect, it } from 'vitest';

import { controlAnswers, createSelfCheck } from '../../../lib/core/probe/self-check.ts';
import { tcp } from '../../../lib/probers/tcp.ts';
import { fakeClock } from '../../support/probe-check.ts';
import { tcpServer } from '../../support/tcp-server.ts';

describe('createSelfCheck', () => {
  it('looks once for many, and again after five seconds', async () => {
    const clock = fakeClock();
    const answers = [false, true];
    let asked = 0;
    const online = createSelfCheck(async () => answers[asked++] ?? true, clock);
    expect(await Promise.all([online(), online(), online()])).toEqual([false, false, false]);
    clock.advance(4_999);
    expect(await online()).toBe(false);
    clock.advance(1);
    expect(await online()).toBe(true);
    expect(asked).toBe(2);
  });

  it('accuses nobody when it breaks down itself', async () => {
    const online = createSelfCheck(() => Promise.reject(new Error('bug')), fakeClock());
    expect(await online()).toBe(true);
  });
});

describe('controlAnswers', () => {
  const look = (targets: readonly { readonly host: string; readonly port: number }[]) =>
    controlAnswers({
      targets,
      tcp: async () => tcp,
      embedded: true,
      signal: new AbortController().signal,
    });

  it('is content with one that accepts connections', async () => {
    await using server = await tcpServer(() => undefined);
    const open = { host: '127.0.0.1', port: server.port };
    expect(await look([{ host: 'gone.invalid', port: 443 }, { host: '127.0.0.1', port: 1 }, open])).toBe(
      true,
    );
  });

  it('knows that none does', async () => {
    const server = await tcpServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const targets = [
      { host: '127.0.0.1', port: server.port },
      { host: 'gone.invalid', port: 443 },
    ];
    expect(await look(targets)).toBe(false);
  });

  it('accuses nobody where there is none to ask', async () => {
    expect(await look([])).toBe(true);
  });
});
