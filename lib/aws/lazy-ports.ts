/**
 * Ports that a healthy fleet needs none of. Each client of AWS costs a cold start some 10 ms, so these are loaded when
 * something has happened.
 */
import type { EventBus, SecretSource, StepQueue } from '../core/ports.ts';
import { lazily } from './components/lazily.ts';
import { setting } from './environment.ts';
import type { AskLocation, LocationPorts } from './location-probers.ts';
import type { QueueMessage } from './queue-sender.ts';

/** Secrets Manager and Parameter Store. */
export const lazySecrets = (): SecretSource => {
  const source = lazily(async () => {
    const [{ SecretsManagerClient }, { SSMClient }, { awsSecretSource }] = await Promise.all([
      import('@aws-sdk/client-secrets-manager'),
      import('@aws-sdk/client-ssm'),
      import('./secret-source.ts'),
    ]);
    return awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) });
  });
  return { resolve: async (reference) => (await source()).resolve(reference) };
};

const sqsClient = lazily(async () => {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  return new SQSClient({});
});

/** The queues of the diagnose and notify functions. */
export const lazyStepQueue = (): StepQueue => {
  const queue = lazily(async () => {
    const [client, { sqsStepQueue }] = await Promise.all([sqsClient(), import('./step-queue.ts')]);
    return sqsStepQueue(client, { diagnose: setting('diagnoseQueue'), notify: setting('notifyQueue') });
  });
  return { wake: async (step, delayMs) => (await queue()).wake(step, delayMs) };
};

/** Sends to the probe queue, for the slow lane. */
export const lazyProbeQueue = (): ((message: QueueMessage) => Promise<void>) => {
  const sender = lazily(async () => {
    const [client, { queueSender }] = await Promise.all([sqsClient(), import('./queue-sender.ts')]);
    return queueSender({ client, url: setting('probeQueue') });
  });
  return async (message) => (await sender())(message);
};

/** The event bus. */
export const lazyBus = (): EventBus => {
  const bus = lazily(async () => {
    const [{ EventBridgeClient }, { eventBridgeBus }] = await Promise.all([
      import('@aws-sdk/client-eventbridge'),
      import('./event-bus.ts'),
    ]);
    return eventBridgeBus(new EventBridgeClient({}), setting('bus'));
  });
  return { publish: async (event) => (await bus()).publish(event) };
};

/** The probers elsewhere. */
export const lazyLocations = (ports: Omit<LocationPorts, 'clientIn'>): AskLocation => {
  const ask = lazily(async () => {
    const [{ LambdaClient }, { askLocations }] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      import('./location-probers.ts'),
    ]);
    const known = new Map<string | undefined, InstanceType<typeof LambdaClient>>();
    // One per region. Each calls once: a second call would repeat every probe of the first.
    const clientIn = (region: string | undefined) => {
      const client = known.get(region) ?? new LambdaClient({ maxAttempts: 1, ...(region && { region }) });
      known.set(region, client);
      return client;
    };
    return askLocations({ ...ports, clientIn });
  });
  return async (request) => (await ask())(request);
};
