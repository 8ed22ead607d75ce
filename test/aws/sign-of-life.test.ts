import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';

import { dispatchMinute } from '../../lib/aws/dispatch-minute.ts';
import type { PlanFolder } from '../../lib/aws/plan-folder.ts';
import { signOfLife } from '../../lib/aws/sign-of-life.ts';
import { httpSender } from '../../lib/net/sender.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { configOf } from '../support/config-of.ts';
import { httpServer } from '../support/http-server.ts';
import { fakeClock } from '../support/probe-check.ts';

const ssm = mockClient(SSMClient);
afterEach(() => ssm.reset());

const planWith = (line: string): Pick<PlanFolder, 'settings'> => {
  const { checks: _, ...settings } = configOf(
    `${line}\nchecks: [{ name: a, url: "https://example.com/" }]`,
    {},
    { edge: 'aws' },
  );
  return { settings: async () => settings };
};

const loadSender = async () => {
  const sender = httpSender(systemClock, { next: () => 0, hex: () => '' });
  onTestFinished(() => sender[Symbol.asyncDispose]());
  return sender;
};

const minute = (ping: () => Promise<void>, enqueue = async (): Promise<void> => undefined) =>
  dispatchMinute(1_700_000_040_000, {
    plan: { schedule: async () => ({ shards: 1, intervalsMs: [60_000] }) },
    store: { dueSteps: async () => [] },
    clock: fakeClock(),
    steps: { wake: async () => undefined },
    enqueue,
    ping,
  });

it('follows every minute that went well, at the address that the parameter holds', async () => {
  await using server = await httpServer();
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'abc' } });
  const ping = signOfLife(planWith(`deadMan: ${server.url}/\${ssm:/ping}`), loadSender);
  await minute(ping);
  await minute(ping);
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /abc', 'GET /abc']);
});

it('does not come when the minute failed', async () => {
  await using server = await httpServer();
  const ping = signOfLife(planWith(`deadMan: ${server.url}`), loadSender);
  const failing = minute(ping, async () => {
    throw new Error('the queue is away');
  });
  await expect(failing).rejects.toThrow('the queue is away');
  expect(server.requests).toEqual([]);
});

it('that nobody takes is tried again, then logged without its address, and fails nothing', async () => {
  await using server = await httpServer(503);
  const logged: string[] = [];
  const output = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => logged.push(String(line)) > 0);
  onTestFinished(() => output.mockRestore());
  await minute(signOfLife(planWith(`deadMan: ${server.url}/secret-id`), loadSender));
  expect(server.requests).toHaveLength(3);
  expect(logged.join('\n')).toContain('the sign of life to deadMan was not taken');
  expect(logged.join('\n')).not.toContain('secret-id');
});

it('loads nothing where nobody waits for it', async () => {
  await minute(
    signOfLife(planWith(''), async () => {
      throw new Error('loaded');
    }),
  );
});
