import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { InvalidArgumentError } from 'commander';

import type { Monitored } from '../../core/monitor.ts';
import { systemClock } from '../../system/clock.ts';
import { showDemo } from '../demo/show.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { CONFIG_FILE, loadConfig } from '../load-config.ts';
import type { Register } from '../main.ts';
import { paintNotification } from '../render/notification.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { renderIncidentChange, renderProbe } from '../render/timeline.ts';
import { untilStopped } from '../until-stopped.ts';
import { startWatch, type Watcher } from '../watch.ts';

interface Options {
  readonly config?: string;
  readonly verbose?: true;
  readonly page: number | false;
}

const DEFAULT_PORT = 8421;

/** `whydown run`: watches the config of this folder; where there is none, it shows the demo. */
export const runCommand: Register = (parent, io, done) => {
  parent
    .command('run', { isDefault: true })
    .description('Watch everything in the config until Ctrl-C; without a config, show the demo.')
    .option('-c, --config <file>', `the config file (default: ${CONFIG_FILE})`)
    .option('-v, --verbose', 'print clean probes too')
    .option('--page <port>', 'the port of the page on 127.0.0.1', portNumber, DEFAULT_PORT)
    .option('--no-page', 'serve no page')
    .action(async (options: Options) => {
      const isDemo = options.config === undefined && !existsSync(join(io.cwd(), CONFIG_FILE));
      done(isDemo ? await showDemo(io) : await run(io, options));
    });
};

const portNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new InvalidArgumentError('expected a port from 0 to 65535');
};

const run = async (io: Io, options: Options): Promise<ExitCode> => {
  const path = options.config ?? CONFIG_FILE;
  const config = await loadConfig(io, path);
  const paint = paintFor(io);
  const stopped = untilStopped();
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) io.stdout.write(`${lines.join('\n')}\n`);
  };
  const watcher = printing(paint, options.verbose === true, print);
  const folder = join(io.cwd(), '.whydown');
  const page = options.page === false ? {} : { pagePort: options.page };
  await using watch = await startWatch(config, { io, folder, watcher, ...page });
  const count = `${config.checks.length} check${config.checks.length === 1 ? '' : 's'}`;
  print([
    paint.faint(
      `watching ${count} from ${path}${watch.pageUrl ? `, page at ${watch.pageUrl}` : ''}; Ctrl-C ends`,
    ),
  ]);
  await stopped;
  return EXIT.healthy;
};

const printing = (paint: Paint, verbose: boolean, print: (lines: readonly string[]) => void): Watcher => {
  const seen = new Set<string>();
  return {
    probed: (monitored) => {
      if (isNews(monitored, seen) || verbose) print(renderProbe(monitored, paint));
      print(renderIncidentChange(monitored, systemClock.now(), paint));
    },
    notified: (text) => print(['', paintNotification(text, paint), '']),
  };
};

/** The first word of every check is printed, then only what is not clean and what is clean again. */
const isNews = ({ check, results }: Monitored, clean: Set<string>): boolean => {
  const isClean = results.every(({ verdict }) => verdict === 'up');
  const wasClean = clean.has(check.name);
  if (isClean) clean.add(check.name);
  else clean.delete(check.name);
  return !isClean || !wasClean;
};
