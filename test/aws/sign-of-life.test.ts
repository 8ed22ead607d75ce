import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';

import { dispatchMinute } from '../../lib/aws/dispatch-minute.ts';
import type { PlanFolder } from '../../lib/aws/plan-folder.ts';
import { askForSignOfLife, tellSignOfLife } from '../../lib/aws/sign-of-life.ts';
import { httpSender } from '../../lib/net/sender.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { configOf } from '../support/config-of.ts';
import { httpServer } from '../support/http-server.ts';
import { fakeClock } from '../support/probe-check.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => sqs.reset());

const NOW = 1_700_000_040_000;

const planWith = (line: string): Pick<PlanFolder, 'settings'> => {
  const { checks: _, ...settings } = configOf(
    `${line}\nchecks: [{ name: a, url: "https://example.com/" }]`,
    {},
    { edge: 'aws' },
  );
  return { settings: async () => settings };
};

const minute = async (plan: Pick<PlanFolder, 'settings'>, enqueue = async (): Promise<void> => undefined) => {
  await dispatchMinute(NOW, {
    plan: { schedule: async () => ({ shards: 1, intervalsMs: [60_000] }) },
    store: { dueSteps: async () => [] },
    clock: fakeClock(NOW),
    steps: { wake: async () => undefined },
    enqueue,
    signOfLife: askForSignOfLife(plan, { client: new SQSClient({ region: 'us-east-1' }), url: 'notify' }),
  });
};

const asked = (): readonly unknown[] =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));

/** The notify function's part, with the real sender; the secret is `abc`. */
const tell = (message: unknown, plan: Pick<PlanFolder, 'settings'>, lateMs = 0): Promise<boolean> => {
  const sender = httpSender(systemClock, { next: () => 0, hex: () => '' });
  onTestFinished(() => sender[Symbol.asyncDispose]());
  const secrets = { resolve: async () => 'abc' };
  const ports = { plan, sender, secrets, clock: fakeClock(NOW + lateMs) };
  return tellSignOfLife(message, ports, new AbortController().signal);
};

it('is asked for in every minute that went well, and told at the address that the secret holds', async () => {
  await using server = await httpServer();
  const plan = planWith(`deadMan: ${server.url}/\${ssm:/ping}`);
  await minute(plan);
  await minute(plan);
  expect(asked()).toHaveLength(2);
  for (const message of asked()) expect(await tell(message, plan)).toBe(true);
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /abc', 'GET /abc']);
});

it('is not asked for when the minute failed, or where nobody waits for it', async () => {
  const failing = minute(planWith('deadMan: https://example.com/'), async () => {
    throw new Error('the queue is away');
  });
  await expect(failing).rejects.toThrow('the queue is away');
  await minute(planWith(''));
  expect(asked()).toEqual([]);
});

it('that comes late is dropped, and a step is none', async () => {
  await using server = await httpServer();
  const plan = planWith(`deadMan: ${server.url}`);
  expect(await tell({ signOfLife: NOW }, plan, 120_001)).toBe(true);
  expect(await tell({ incidentId: 'i', stepId: 's' }, plan)).toBe(false);
  expect(server.requests).toEqual([]);
});

it('that nobody takes is tried again, then logged without its address, and fails nothing', async () => {
  await using server = await httpServer(503);
  const logged: string[] = [];
  const output = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => logged.push(String(line)) > 0);
  onTestFinished(() => output.mockRestore());
  expect(await tell({ signOfLife: NOW }, planWith(`deadMan: ${server.url}/secret-id`))).toBe(true);
  expect(server.requests).toHaveLength(3);
  expect(logged.join('\n')).toContain('the sign of life to deadMan was not taken');
  expect(logged.join('\n')).not.toContain('secret-id');
});
