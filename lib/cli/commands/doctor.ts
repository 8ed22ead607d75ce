import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Config } from '../../core/config/config.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { systemClock } from '../../system/clock.ts';
import { examineMachine } from '../examine-machine.ts';
import { EXIT, printJson, UsageError, type Io } from '../io.ts';
import { CONFIG_FILE, loadConfig } from '../load-config.ts';
import type { Register } from '../main.ts';
import { renderFindings } from '../render/findings.ts';
import { paintFor } from '../render/paint.ts';

interface Options {
  readonly config?: string;
  readonly aws?: true;
  readonly stack?: string;
  readonly construct?: string;
  readonly probe?: true;
  readonly json?: true;
}

/** What was examined, and what was found. */
interface Examined {
  readonly title: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

/** `whydown doctor`: what works, what does not, and what to do about it; here or on AWS. */
export const doctorCommand: Register = (parent, io, done) => {
  parent
    .command('doctor')
    .description(
      'Look whether everything works that whydown needs, here or on AWS. Exit code 1 when something does not.',
    )
    .option('-c, --config <file>', `the config file (default: ${CONFIG_FILE})`)
    .option('--aws', 'look at the stack that is deployed, with your credentials')
    .option('--stack <name>', 'look at this stack')
    .option('--construct <name>', 'of several in the stack, look at this one alone')
    .option(
      '--probe',
      'send a request to targets, and look whether the logs have it by its id; takes a minute at most',
    )
    .option('--json', 'print what was found as JSON')
    .action(async (options: Options) => {
      const isOnAws = options.aws === true || options.stack !== undefined || options.construct !== undefined;
      const { title, facts, findings } = await (isOnAws ? onAws(io, options) : onMachine(io, options));
      if (options.json) printJson(io, { ...facts, findings });
      else io.stdout.write(`${renderFindings(findings, title, paintFor(io)).join('\n')}\n`);
      done(findings.some(({ level }) => level === 'fault') ? EXIT.down : EXIT.healthy);
    });
};

const onMachine = async (io: Io, { config: path = CONFIG_FILE, probe }: Options): Promise<Examined> => {
  const config = await loadConfig(io, path);
  const findings = await examineMachine(config, { path, folder: io.cwd(), sends: probe === true });
  return {
    title: `this machine, ${path}; --aws looks at a stack`,
    facts: { config: path },
    findings,
  };
};

const onAws = async (io: Io, options: Options): Promise<Examined> => {
  const { callerOf, findDeployments, chosenOf } = await import('../../aws/doctor/find-deployments.ts');
  const { examineDeployment } = await import('../../aws/doctor/examine-deployment.ts');
  const config = await deployedConfig(io, options);
  const sends = options.probe === true;
  const caller = await callerOf().catch((error: unknown) => {
    throw new UsageError(noCredentials(error));
  });
  const found = await findDeployments(options.stack).catch((error: unknown) => {
    throw new UsageError(`stack ${options.stack ?? ''}: ${messageOf(error)}`);
  });
  const [{ stack } = { stack: '' }] = found;
  if (found.length === 0) throw new UsageError(noDeployment(options.stack, caller));
  const stacks = [...new Set(found.map((each) => each.stack))];
  if (stacks.length > 1)
    throw new UsageError(`several stacks hold whydown: ${stacks.join(', ')}; say which one with --stack`);
  const chosen = chosenOf(found, options.construct);
  if (chosen.length === 0) throw new UsageError(noConstruct(options.construct, found));
  const findings: Finding[] = [];
  for (const { construct, ...site } of chosen) {
    const own = await examineDeployment({ ...site, clock: systemClock }, { config, sends });
    findings.push(...own.map((finding) => (chosen.length > 1 ? { ...finding, construct } : finding)));
  }
  return {
    title: `stack ${stack}, account ${caller.account}, ${caller.region}`,
    facts: { stack, ...caller },
    findings,
  };
};

/** The config that should be deployed; without one, the stack is looked at all the same. */
const deployedConfig = async (io: Io, { config: path }: Options): Promise<Config | undefined> => {
  if (path === undefined && !existsSync(resolve(io.cwd(), CONFIG_FILE))) return undefined;
  return loadConfig(io, path ?? CONFIG_FILE, 'aws');
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const noCredentials = (error: unknown): string =>
  [
    `AWS does not know who asks: ${messageOf(error)}`,
    'give credentials and a region: aws sso login, AWS_PROFILE=… and AWS_REGION=…; without --aws, doctor looks at this machine',
  ].join('\n');

const noDeployment = (
  stack: string | undefined,
  { account, region }: { readonly account: string; readonly region: string },
): string =>
  stack === undefined
    ? `no stack with whydown in account ${account}, ${region}; deploy one (docs/reference/aws.md), or set AWS_REGION`
    : `stack ${stack} holds no whydown, or one that was deployed before the doctor was born: deploy it again`;

const noConstruct = (
  wanted: string | undefined,
  found: readonly { readonly construct: string }[],
): string => {
  const names = found.map(({ construct }) => construct);
  return `no construct ${wanted} in the stack; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
};
