import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';

import type { Finding } from './finding.ts';

/** What a tool found, and how much it looked at. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** Templates for cfn-lint, passed rules for checkov. */
  readonly looked: number;
}

/** Runs a module of the environment and returns what it printed; exits other than these are faults of the tool itself. */
const run = (python: string, args: readonly string[], exits: (status: number) => boolean): string => {
  const { status, stdout, stderr, error } = spawnSync(python, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error || status === null || !exits(status))
    throw new Error(
      `${args.slice(0, 2).join(' ')} ended with ${status}: ${error?.message ?? stderr.slice(-2_000)}`,
    );
  return stdout;
};

const stackOf = (path: string): string => basename(path).replace(/(?:\.nested)?\.template\.json$/, '');

interface LintMatch {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** cfn-lint: whether CloudFormation would take the templates. Its exits are the kinds of what it found, added up. */
export const cfnLint = (python: string, templates: readonly string[]): Checked => {
  const args = [
    join(dirname(python), 'cfn-lint'),
    '--format',
    'json',
    '--include-checks',
    'W',
    '--',
    ...templates,
  ];
  const matches = JSON.parse(
    run(python, args, (status) => (status & 1) === 0) || '[]',
  ) as readonly LintMatch[];
  const findings = matches.map(
    ({ Filename: file, Rule: rule, Message: message, Location: { Path: path } }) => ({
      tool: 'cfn-lint' as const,
      stack: stackOf(file),
      rule: rule.Id,
      resource: path?.[0] === 'Resources' ? String(path[1]) : '',
      message,
    }),
  );
  return { findings, looked: templates.length };
};

interface CheckovReport {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_abs_path: string;
      readonly resource: string;
    }[];
  };
}

/** checkov: whether the templates are as safe as they can be. */
export const checkov = (python: string, templates: readonly string[]): Checked => {
  const script = join(dirname(python), 'checkov');
  const files = templates.flatMap((template) => ['--file', template]);
  const args = [
    script,
    '--framework',
    'cloudformation',
    '--output',
    'json',
    '--quiet',
    '--compact',
    ...files,
  ];
  const report = JSON.parse(run(python, args, (status) => status <= 1)) as
    | CheckovReport
    | readonly CheckovReport[];
  const reports = [report].flat() as readonly CheckovReport[];
  const broken = reports.reduce((sum, { summary }) => sum + summary.parsing_errors, 0);
  if (broken > 0) throw new Error(`checkov could not read ${broken} of the templates`);
  return {
    looked: reports.reduce((sum, { summary }) => sum + summary.passed, 0),
    findings: reports.flatMap(({ results }) =>
      results.failed_checks.map((each) => ({
        tool: 'checkov' as const,
        stack: stackOf(each.file_abs_path),
        rule: each.check_id,
        resource: each.resource.split('.').at(-1) ?? '',
        message: each.check_name,
      })),
    ),
  };
};
