/** What the doctor looks at, in the order in which it is told. */
export const AREAS = [
  'config',
  'plan',
  'schedule',
  'functions',
  'queues',
  'alarms',
  'topics',
  'secrets',
  'components',
  'logs',
  'database',
  'clock',
] as const;

export type Area = (typeof AREAS)[number];

/**
 * `good`: it works. `advice`: it works, and could work better. `fault`: it does not work. `unseen`: it could not be looked
 * at, which says nothing of it.
 */
export type FindingLevel = 'good' | 'advice' | 'fault' | 'unseen';

/** One thing that the doctor found. */
export interface Finding {
  readonly area: Area;
  readonly level: FindingLevel;
  /** For people: lower case, no final period, no secret. */
  readonly text: string;
  /** What to do about it: a command, a line of configuration, or a sentence. */
  readonly fix?: string;
  /** Which of several deployments in one stack it is about. */
  readonly construct?: string;
}

/** Makes the findings of one area. */
export const findingsOf = (area: Area) => {
  const find =
    (level: FindingLevel) =>
    (text: string, fix?: string): Finding => ({ area, level, text, ...(fix !== undefined && { fix }) });
  return { good: find('good'), advice: find('advice'), fault: find('fault'), unseen: find('unseen') };
};

/** In the order of the areas; within one, what is wrong comes first. */
export const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(
    (a, b) =>
      AREAS.indexOf(a.area) - AREAS.indexOf(b.area) || LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level),
  );

const LEVELS: readonly FindingLevel[] = ['fault', 'unseen', 'advice', 'good'];
