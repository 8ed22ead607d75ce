/**
 * Ports that a healthy fleet needs none of. Each client of AWS costs a cold start some 10 ms, so these are loaded when
 * something has happened: each is one module of ours, which brings its client along.
 */
import type { EventBus, SecretSource, StepQueue } from '../core/ports.ts';
import type { GetAwsCredentials } from '../core/probe/aws-credentials.ts';
import { systemClock } from '../system/clock.ts';
import { lazily } from './components/lazily.ts';
import { setting } from './environment.ts';
import type { AskLocation, LocationPorts } from './location-probers.ts';
import type { QueueMessage } from './queue-sender.ts';

/** Secrets Manager and Parameter Store. */
export const lazySecrets = (): SecretSource => {
  const source = lazily(async () => (await import('./secret-source.ts')).ownSecretSource());
  return { resolve: async (reference) => (await source()).resolve(reference) };
};

/** Credentials that requests are signed with. */
export const lazyCredentials = (): GetAwsCredentials => {
  const signing = lazily(async () =>
    (await import('./signing-credentials.ts')).signingCredentials(systemClock),
  );
  return async (wanted) => (await signing())(wanted);
};

/** The queues of the diagnose and notify functions. */
export const lazyStepQueue = (): StepQueue => {
  const queue = lazily(async () => {
    const { ownStepQueue } = await import('./own-queues.ts');
    return ownStepQueue({ diagnose: setting('diagnoseQueue'), notify: setting('notifyQueue') });
  });
  return { wake: async (step, delayMs) => (await queue()).wake(step, delayMs) };
};

/** Sends to the probe queue, for the slow lane. */
export const lazyProbeQueue = (): ((message: QueueMessage) => Promise<void>) => {
  const sender = lazily(async () => (await import('./own-queues.ts')).ownQueueSender(setting('probeQueue')));
  return async (message) => (await sender())(message);
};

/** The event bus. */
export const lazyBus = (): EventBus => {
  const bus = lazily(async () => (await import('./event-bus.ts')).ownEventBus(setting('bus')));
  return { publish: async (event) => (await bus()).publish(event) };
};

/** The probers elsewhere. */
export const lazyLocations = (ports: Omit<LocationPorts, 'clientIn'>): AskLocation => {
  const ask = lazily(async () => (await import('./location-probers.ts')).ownLocations(ports));
  return async (request) => (await ask())(request);
};
