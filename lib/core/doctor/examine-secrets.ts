import { referencesIn } from '../config/references.ts';
import type { SecretSource } from '../ports.ts';
import { someNames } from './some-names.ts';

/** Who refers to secrets, and in what. */
export interface SecretUser {
  readonly name: string;
  readonly settings: unknown;
}

/** A secret that was tried; its value is forgotten. */
export interface ExaminedSecret {
  /** `secret:name#key`, `ssm:/path`. */
  readonly reference: string;
  /** Names of some of the checks or notifiers that refer to it. */
  readonly usedBy: readonly string[];
  /** Why it cannot be read. */
  readonly error?: string;
}

/** Far below the 10,000 reads a second that Secrets Manager allows, and the 40 of Parameter Store. */
const AT_ONCE = 10;

/** Tries to read every secret that somebody refers to. */
export const examineSecrets = async (
  users: readonly SecretUser[],
  secrets: SecretSource,
): Promise<readonly ExaminedSecret[]> => {
  const uses = users.flatMap(({ name, settings }) =>
    referencesIn(settings).map((reference) => ({ name, reference })),
  );
  const waiting = [...Map.groupBy(uses, ({ reference }) => reference)];
  const examined: ExaminedSecret[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [reference, each] = next;
      const usedBy = someNames(each.map(({ name }) => name));
      const error = await secrets.resolve(reference).then(() => undefined, messageOf);
      examined.push({ reference, usedBy, ...(error !== undefined && { error }) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return examined.sort((a, b) => (a.reference < b.reference ? -1 : 1));
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
