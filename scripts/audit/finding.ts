import { SKIPS, type Skip } from './skips.ts';

/** What a tool does not like. */
export interface Finding {
  readonly tool: 'cfn-lint' | 'checkov';
  readonly stack: string;
  readonly rule: string;
  /** The logical id of the resource, where it is about one. */
  readonly resource: string;
  readonly message: string;
}

/** What is left of the findings, and which skips nothing needed. */
export interface Judged {
  readonly open: readonly Finding[];
  readonly unused: readonly Skip[];
}

/** Takes away what is skipped with a reason. */
export const judge = (findings: readonly Finding[], skips: readonly Skip[] = SKIPS): Judged => {
  const used = new Set<Skip>();
  const open = findings.filter((finding) => {
    const skip = skips.find((each) => covers(each, finding));
    if (skip) used.add(skip);
    return !skip;
  });
  return { open, unused: skips.filter((skip) => !used.has(skip)) };
};

const covers = ({ rule, only, stacks }: Skip, finding: Finding): boolean =>
  rule === finding.rule && (only?.test(finding.resource) ?? true) && (stacks?.test(finding.stack) ?? true);
