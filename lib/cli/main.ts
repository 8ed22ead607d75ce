import { Command, CommanderError } from 'commander';

import { DatabaseError } from '../local/sqlite/database-error.ts';
import { checkCommand } from './commands/check.ts';
import { costCommand } from './commands/cost.ts';
import { demoCommand } from './commands/demo.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { doctorCommand } from './commands/doctor.ts';
import { runCommand } from './commands/run.ts';
import { validateCommand } from './commands/validate.ts';
import { EXIT, UsageError, type ExitCode, type Io } from './io.ts';

/** A command: declares its options on `parent`, and reports its exit code. */
export type Register = (parent: Command, io: Io, done: (code: ExitCode) => void) => void;

const COMMANDS: readonly Register[] = [
  runCommand,
  checkCommand,
  diagnoseCommand,
  validateCommand,
  costCommand,
  doctorCommand,
  demoCommand,
];

/** Runs the command line and answers the exit code; every fault ends as one message on stderr. */
export const main = async (io: Io): Promise<ExitCode> => {
  let code: ExitCode = EXIT.healthy;
  const program = new Command('whydown')
    .description('Says that an endpoint is down, why, and what to do about it.')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  for (const register of COMMANDS) register(program, io, (result) => (code = result));
  try {
    await program.parseAsync([...io.argv]);
    return code;
  } catch (error) {
    return explain(error, io);
  }
};

const explain = (error: unknown, io: Io): ExitCode => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.healthy : EXIT.usage;
  if (error instanceof UsageError || error instanceof DatabaseError) {
    io.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  io.stderr.write(
    `whydown met a fault of its own, please report it:\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.bug;
};
