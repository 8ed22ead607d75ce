import { printable } from '../../core/config/printable.ts';
import { CONFIG_FILE, loadConfig } from '../load-config.ts';
import { EXIT, printJson } from '../io.ts';
import type { Register } from '../main.ts';

/** `whydown validate`: all problems of a config at once, each with its place. */
export const validateCommand: Register = (parent, io, done) => {
  parent
    .command('validate')
    .description('Check a config file: all problems at once, with line and column.')
    .option('-c, --config <file>', 'the config file', CONFIG_FILE)
    .option('--json', 'print the config with all defaults applied')
    .action(async (options: { readonly config: string; readonly json?: true }) => {
      const config = await loadConfig(io, options.config);
      if (options.json) printJson(io, printable(config));
      else io.stdout.write(`${options.config}: ${plural(config.checks.length, 'check')}, no problems\n`);
      done(EXIT.healthy);
    });
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
