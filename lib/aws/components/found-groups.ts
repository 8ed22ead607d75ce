import type { Gap } from '../../core/diagnosis/diagnosis.ts';

/** The log groups of a component, by name or ARN, and what is missing of its logs. */
export interface FoundGroups {
  readonly groups: readonly string[];
  readonly gaps: readonly Gap[];
}

/** Several findings as one. */
export const joined = (found: readonly FoundGroups[]): FoundGroups => ({
  groups: [...new Set(found.flatMap(({ groups }) => groups))],
  gaps: found.flatMap(({ gaps }) => gaps),
});

/** Nothing but a gap. */
export const unreadable = (missing: string, fix: string): FoundGroups => ({
  groups: [],
  gaps: [{ missing, fix }],
});

/** Why AWS did not answer, for people; the permission is what is missing most often. */
export const gapFor = (what: string, error: unknown, action: string): Gap => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return isDenied(error)
    ? { missing: `${what}: ${message}`, fix: `allow ${action} to the diagnose role` }
    : { missing: `${what}: ${name}: ${message}` };
};

/** Whether the role may not do it; services spell it differently. */
export const isDenied = (error: unknown): boolean =>
  error instanceof Error && /^(?:AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(error.name);
