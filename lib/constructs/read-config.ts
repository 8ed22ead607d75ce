import { isAbsolute, relative } from 'node:path';

import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { cautionsOf } from '../core/config/cautions.ts';
import type { Config } from '../core/config/config.ts';
import { parseConfig, type ParsedConfig } from '../core/config/parse.ts';
import { renderProblem } from '../core/config/problem.ts';
import { configFiles } from '../local/config-files.ts';
import { ALL_NOTIFIERS, ALL_PROBERS } from '../whole-catalog.ts';

/**
 * Reads a config for AWS, or throws with everything that is wrong with it; with a scope, the synthesis warns of what it
 * trusts and of what is over.
 *
 * @example
 * new CheckAlarms(this, 'Alarms', { config: readConfig('whydown.yaml') });
 */
export const readConfig = (
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  scope?: Construct,
): Config => {
  const shown = isAbsolute(path) ? relative(process.cwd(), path) : path;
  const files = configFiles(process.cwd());
  const parsed = parseConfig(shown, {
    files,
    types: ALL_PROBERS,
    notifiers: ALL_NOTIFIERS,
    env,
    edge: 'aws',
  });
  if (parsed.ok) {
    if (scope) warnOf(parsed, scope);
    return parsed.config;
  }
  const count = parsed.problems.length;
  const problems = parsed.problems.map(renderProblem).join('\n');
  throw new Error(`${problems}\n${count} problem${count === 1 ? '' : 's'}, nothing was synthesised`);
};

/** Warnings alone: a template that changed because time passed would be a difference that nobody made. */
const warnOf = (parsed: ParsedConfig, scope: Construct): void => {
  for (const { id, text } of cautionsOf(parsed, Date.now()))
    Annotations.of(scope).addWarningV2(`whydown:${id}`, text);
};
