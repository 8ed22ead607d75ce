import { SendMessageCommand } from '@aws-sdk/client-sqs';

import { PING_EVERY_MS, pingDeadMan, type PingPorts } from '../core/dead-man.ts';
import type { Clock } from '../core/ports.ts';
import type { EpochMs } from '../core/time.ts';
import { logError } from './function-log.ts';
import type { PlanFolder } from './plan-folder.ts';
import type { Queue } from './queue-sender.ts';

/** A message of the notify queue: a minute that went well. */
interface SignOfLife {
  readonly signOfLife: EpochMs;
}

/** Asks the notify function for it, which can send and read secrets; where nobody waits, nothing is asked. */
export const askForSignOfLife =
  (plan: Pick<PlanFolder, 'settings'>, { client, url }: Queue) =>
  async (now: EpochMs): Promise<void> => {
    if ((await plan.settings()).deadMan === undefined) return;
    const MessageBody = JSON.stringify({ signOfLife: now } satisfies SignOfLife);
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  };

/** What telling it needs of the world. */
export interface SignOfLifePorts extends Omit<PingPorts, 'signal'> {
  readonly plan: Pick<PlanFolder, 'settings'>;
  readonly clock: Clock;
}

/**
 * Takes such a message; false for every other. One that comes late says nothing of now. That the address does not answer is
 * not our outage: it is logged, and whoever waits there will say so.
 */
export const tellSignOfLife = async (
  message: unknown,
  { plan, clock, ...ports }: SignOfLifePorts,
  signal: AbortSignal,
): Promise<boolean> => {
  const at = (message as Partial<SignOfLife>).signOfLife;
  if (at === undefined) return false;
  const { deadMan } = await plan.settings();
  if (deadMan === undefined || clock.now() - at > 2 * PING_EVERY_MS) return true;
  try {
    await pingDeadMan(deadMan, { ...ports, signal });
  } catch (error) {
    logError('the sign of life to deadMan was not taken', error);
  }
  return true;
};
