import { InvalidArgumentError, Option } from 'commander';

import { parseDuration } from '../../core/config/duration.ts';
import { diagnoseLogs, UnreadableLogs, type Question } from '../diagnose-logs.ts';
import { EXIT, printJson, UsageError } from '../io.ts';
import type { Register } from '../main.ts';
import { renderDiagnosis } from '../render/diagnosis.ts';
import { paintFor } from '../render/paint.ts';

interface Options {
  readonly log: readonly string[];
  readonly at?: number;
  readonly requestId?: string;
  readonly method?: string;
  readonly path?: string;
  readonly window: number;
  readonly json?: true;
}

/** `whydown diagnose`: the engine on any log files, with no config. */
export const diagnoseCommand: Register = (parent, io, done) => {
  parent
    .command('diagnose')
    .description('Find the cause of a failure in log files; no config needed.')
    .requiredOption('--log <path...>', 'log files, folders or patterns, also .gz; - reads standard input')
    .option('--at <time>', 'when it failed, ISO 8601 with a zone', moment)
    .option('--request-id <id>', 'the id of the failing request')
    .option('--method <method>', 'its method')
    .option('--path <path>', 'its path')
    .addOption(
      new Option('--window <duration>', 'how long before --at to look')
        .argParser(window)
        .default(120_000, '2m'),
    )
    .option('--json', 'print the diagnosis as JSON')
    .action(async ({ log, window: windowMs, json, ...known }: Options) => {
      const question: Question = { logs: log, windowMs, ...known };
      const diagnosis = await diagnoseLogs(question, io.stdin).catch((error: unknown) => {
        throw error instanceof UnreadableLogs ? new UsageError(error.message) : error;
      });
      if (json) printJson(io, diagnosis);
      else io.stdout.write(`${renderDiagnosis(diagnosis, paintFor(io)).join('\n')}\n`);
      done(EXIT.healthy);
    });
};

/** A time without a zone would mean another moment on another machine. */
const moment = (text: string): number => {
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text))
    throw new InvalidArgumentError('expected a time with its zone such as 2026-11-22T10:02:36Z');
  return at;
};

const window = (text: string): number => {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new InvalidArgumentError('expected a duration such as 120s');
  return parsed;
};
