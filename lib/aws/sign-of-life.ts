import { pingDeadMan } from '../core/dead-man.ts';
import type { Sender } from '../core/ports.ts';
import type { Milliseconds } from '../core/time.ts';
import { logError } from './function-log.ts';
import type { PlanFolder } from './plan-folder.ts';

/** Together with the rest of a minute's work well below the timeout of dispatch. */
const PING_TIMEOUT_MS: Milliseconds = 15_000;

/**
 * Pings the address of `deadMan`, where there is one; what it needs is loaded then and not before. That the address does not answer
 * is not our outage: it is logged, and whoever waits there will say so.
 */
export const signOfLife =
  (plan: Pick<PlanFolder, 'settings'>, loadSender: () => Promise<Sender>) => async (): Promise<void> => {
    const { deadMan } = await plan.settings();
    if (deadMan === undefined) return;
    try {
      const [sender, secrets] = await Promise.all([loadSender(), loadSecrets()]);
      await pingDeadMan(deadMan, { sender, secrets, signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    } catch (error) {
      logError('the sign of life to deadMan was not taken', error);
    }
  };

const loadSecrets = async () => {
  const [{ awsSecretSource }, { SecretsManagerClient }, { SSMClient }] = await Promise.all([
    import('./secret-source.ts'),
    import('@aws-sdk/client-secrets-manager'),
    import('@aws-sdk/client-ssm'),
  ]);
  return awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) });
};
