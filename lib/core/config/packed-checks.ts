import type { Check } from '../check.ts';

/** The settings that most checks of a config share word for word. */
const SHARED = ['tags', 'retry', 'assertions', 'alert', 'components', 'locations'] as const;

type SharedName = (typeof SHARED)[number];

/** A file of checks: each part once, and checks that name their parts by number. */
interface PackedChecks {
  readonly parts: readonly unknown[];
  readonly checks: readonly (Omit<Check, SharedName> & Readonly<Record<SharedName, number>>)[];
}

/** Checks as JSON. What several of them share is written once: a third of the text, which is read anew in many calls of a function. */
export const packChecks = (checks: readonly Check[]): string => {
  const numbers = new Map<string, number>();
  const parts: unknown[] = [];
  const numberOf = (part: unknown): number => {
    const text = JSON.stringify(part);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, parts.length);
    return parts.push(part) - 1;
  };
  const packed = checks.map((check) => ({
    ...check,
    tags: numberOf(check.tags),
    retry: numberOf(check.retry),
    assertions: numberOf(check.assertions),
    alert: numberOf(check.alert),
    components: numberOf(check.components),
    locations: numberOf(check.locations),
  }));
  return JSON.stringify({ parts, checks: packed } satisfies PackedChecks);
};

/** The checks that `packChecks` wrote; in memory, too, they share what is equal. */
export const unpackChecks = (text: string): readonly Check[] => {
  const { parts, checks } = JSON.parse(text) as PackedChecks;
  const unpacked = checks as unknown as Record<SharedName, unknown>[];
  for (const check of unpacked) for (const name of SHARED) check[name] = parts[check[name] as number];
  return unpacked as unknown as readonly Check[];
};
