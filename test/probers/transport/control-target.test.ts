import { expect, it } from 'vitest';

import { controlAnswers } from '../../../lib/probers/transport/control-target.ts';
import { tcpServer } from '../../support/tcp-server.ts';

const { signal } = new AbortController();

it('knows whether something accepts connections', async () => {
  const server = await tcpServer(() => undefined);
  const target = { host: '127.0.0.1', port: server.port };
  expect(await controlAnswers(target, signal)).toBe(true);
  await server[Symbol.asyncDispose]();
  expect(await controlAnswers(target, signal)).toBe(false);
});

it('knows that a name cannot be resolved', async () => {
  expect(await controlAnswers({ host: 'gone.invalid', port: 443 }, signal)).toBe(false);
});
