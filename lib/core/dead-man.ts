import { fillReferences } from './config/references.ts';
import type { SecretSource, Sender } from './ports.ts';
import type { Milliseconds } from './time.ts';

/** Time between two signs of life, as services that wait for them count: in minutes. */
export const PING_EVERY_MS: Milliseconds = 60_000;

/** What a sign of life needs. */
export interface PingPorts {
  readonly secrets: SecretSource;
  readonly sender: Sender;
  readonly signal: AbortSignal;
}

/**
 * Tells a service elsewhere that the watch goes on; it raises the alarm when it hears nothing, on the day on which we cannot. Rejects,
 * without the address, when the service did not take it, which says nothing of the checks.
 */
export const pingDeadMan = async (address: string, { secrets, sender, signal }: PingPorts): Promise<void> => {
  const url = await fillReferences(address, (reference) => secrets.resolve(reference));
  await sender.send({ transport: 'http', method: 'GET', url, headers: {}, body: '' }, signal);
};
