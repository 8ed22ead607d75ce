import { examineSecrets, type SecretUser } from '../../core/doctor/examine-secrets.ts';
import type { SecretSource } from '../../core/ports.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { planSummary, type SecretsAnswer } from './doctor-call.ts';

/** Which of the secrets that these refer to the function can read. */
export const answerSecrets = async (
  users: readonly SecretUser[],
  { plan, secrets }: { readonly plan: PlanFolder; readonly secrets: SecretSource },
): Promise<SecretsAnswer> => ({
  plan: await planSummary(plan),
  secrets: await examineSecrets(users, secrets),
  topics: users.flatMap(({ settings }) => topicIn(settings) ?? []),
});

const topicIn = (settings: unknown): string | undefined => {
  const { topic } = (settings ?? {}) as { readonly topic?: unknown };
  return typeof topic === 'string' && topic.startsWith('arn:') ? topic : undefined;
};
