import { referencesIn } from '../../core/config/references.ts';
import type { SecretSource } from '../../core/ports.ts';
import { inParallel } from '../in-parallel.ts';
import type { PlanFolder } from '../plan-folder.ts';
import type { SecretsAnswer } from './doctor-call.ts';
import { someNames } from './some-names.ts';

/** Who refers to secrets, and in what. */
export interface SecretUser {
  readonly name: string;
  readonly settings: unknown;
}

/** Far below the 10,000 reads a second that Secrets Manager allows, and the 40 of Parameter Store. */
const AT_ONCE = 10;

/** Tries to read every secret that somebody refers to, and forgets what it read. */
export const examineSecrets = async (
  users: readonly SecretUser[],
  { plan, secrets }: { readonly plan: Pick<PlanFolder, 'hash'>; readonly secrets: SecretSource },
): Promise<SecretsAnswer> => {
  const uses = users.flatMap(({ name, settings }) =>
    referencesIn(settings).map((reference) => ({ name, reference })),
  );
  const examined: SecretsAnswer['secrets'][number][] = [];
  const groups = [...Map.groupBy(uses, ({ reference }) => reference)];
  await inParallel(groups, AT_ONCE, async ([reference, each]) => {
    const usedBy = someNames(each.map(({ name }) => name));
    const error = await secrets.resolve(reference).then(() => undefined, messageOf);
    examined.push({ reference, usedBy, ...(error !== undefined && { error }) });
  });
  return {
    plan: await plan.hash(),
    secrets: examined.sort((a, b) => (a.reference < b.reference ? -1 : 1)),
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
