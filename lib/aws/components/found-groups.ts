import type { Gap } from '../../core/diagnosis/diagnosis.ts';

/** The log groups of a component, and what is missing of its logs. */
export interface FoundGroups {
  readonly groups: readonly string[];
  readonly gaps: readonly Gap[];
}

/** Why AWS did not answer, for people; the permission is what is missing most often. */
export const gapFor = (what: string, error: unknown, action: string): Gap => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return name.startsWith('AccessDenied')
    ? { missing: `${what}: ${message}`, fix: `allow ${action} to the diagnose role` }
    : { missing: `${what}: ${name}: ${message}` };
};
