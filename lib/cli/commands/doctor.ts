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
    .option('--json', 'print what was found as JSON')
    .action(async (options: Options) => {
      const isOnAws = options.aws === true || options.stack !== undefined;
      const { title, facts, findings } = await (isOnAws ? onAws(io, options) : onMachine(io, options));
      if (options.json) printJson(io, { ...facts, findings });
      else io.stdout.write(`${renderFindings(findings, title, paintFor(io)).join('\n')}\n`);
      done(findings.some(({ level }) => level === 'fault') ? EXIT.down : EXIT.healthy);
    });
};

const onMachine = async (io: Io, { config: path = CONFIG_FILE }: Options): Promise<Examined> => {
  const config = await loadConfig(io, path);
  const findings = await examineMachine(config, { path, folder: io.cwd() });
  return {
    title: `this machine, ${path}; --aws looks at a stack`,
    facts: { config: path },
    findings,
  };
};

const onAws = async (io: Io, options: Options): Promise<Examined> => {
  const [{ callerOf, findDeployments }, { examineDeployment }] = await Promise.all([
    import('../../aws/doctor/find-deployments.ts'),
    import('../../aws/doctor/examine-deployment.ts'),
  ]);
  const config = await deployedConfig(io, options);
  const caller = await callerOf().catch((error: unknown) => {
    throw new UsageError(noCredentials(error));
  });
  const found = await findDeployments(options.stack).catch((error: unknown) => {
    throw new UsageError(`stack ${options.stack ?? ''}: ${messageOf(error)}`);
  });
  const [one, ...others] = found;
  if (!one) throw new UsageError(noDeployment(options.stack, caller));
  if (others.length > 0) throw new UsageError(whichStack(found.map(({ stack }) => stack)));
  const findings = await examineDeployment({ ...one, clock: systemClock }, config);
  return {
    title: `stack ${one.stack}, account ${caller.account}, ${caller.region}`,
    facts: { stack: one.stack, ...caller },
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

const whichStack = (stacks: readonly string[]): string =>
  new Set(stacks).size === 1
    ? `stack ${stacks[0]} holds ${stacks.length} deployments of whydown; the doctor looks at stacks with one`
    : `several stacks hold whydown: ${stacks.join(', ')}; say which one with --stack`;
