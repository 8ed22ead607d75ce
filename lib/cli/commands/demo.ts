import { join } from 'node:path';

import { FAULTS, isFaultName } from '../../demo/faults.ts';
import { DEMO_FOLDER, showDemo } from '../demo/show.ts';
import { openStage, playFault, type Audience } from '../demo/scenario.ts';
import { EXIT, printJson, UsageError, type ExitCode, type Io } from '../io.ts';
import type { Register } from '../main.ts';

interface Options {
  readonly fault?: string;
  readonly json?: true;
}

const SILENT: Audience = { scene: () => undefined, probed: () => undefined, notified: () => undefined };

/** `whydown demo`: a small shop whose faults are real, watched from the first 500 to the recovery. */
export const demoCommand: Register = (parent, io, done) => {
  parent
    .command('demo')
    .description('Watch a small shop fail for real, be diagnosed, and recover.')
    .option('--fault <name>', `one of ${Object.keys(FAULTS).join(', ')} (default: db-refused)`)
    .option('--json', 'play one fault to its end and print what came out as JSON')
    .action(async ({ fault = 'db-refused', json }: Options) => {
      if (!isFaultName(fault))
        throw new UsageError(`unknown fault ${fault}; expected one of ${Object.keys(FAULTS).join(', ')}`);
      done(json ? await playSilently(io, fault) : await showDemo(io, fault));
    });
};

const playSilently = async (io: Io, fault: keyof typeof FAULTS): Promise<ExitCode> => {
  await using stage = await openStage(io, join(io.cwd(), DEMO_FOLDER), SILENT);
  printJson(io, await playFault(stage, fault));
  return EXIT.healthy;
};
