import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  type Architecture,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, type BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import { nodeOptions } from './node-options.ts';
import { PLAN_FOLDER } from '../aws/plan-folder.ts';
import { acknowledge } from './acknowledgements.ts';
import { BUNDLE_FORMAT } from './bundle-format.ts';
import { allowInterfaces, type Network } from './home-network.ts';

/** What the functions have in common. */
export interface ProgramSettings {
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly architecture: Architecture;
  readonly permissionsBoundary?: IManagedPolicy;
  /** Of the function's own region. */
  readonly encryptionKey?: IKey;
}

/** What differs between the functions. */
export interface ProgramOptions extends ProgramSettings {
  /** The folder of its handler in `lambdas`. */
  readonly program: 'dispatch' | 'probe' | 'prober' | 'diagnose' | 'notify' | 'heartbeat' | 'widget';
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder with the plan, for those who need to know the checks. */
  readonly plan?: string;
  readonly functionName?: string;
  readonly network?: Network;
}

/** A tick that comes late is worth nothing; Lambda itself would repeat it twice within six hours. */
const ONCE = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };

/**
 * One of our functions: bundled with its own SDK and plan, its own log group, and a role that may write to that group
 * and nothing else until it is granted. No reserved concurrency: new accounts have none to give.
 */
export const program = (scope: Construct, id: string, options: ProgramOptions): NodejsFunction => {
  const { timeout, memorySize, description, network, functionName, encryptionKey } = options;
  const made = new NodejsFunction(scope, id, {
    entry: entryOf(options.program),
    runtime: Runtime.NODEJS_24_X,
    architecture: options.architecture,
    description,
    timeout,
    memorySize,
    environment: { NODE_OPTIONS: nodeOptions(memorySize), ...options.environment },
    ...ownLog(scope, id, options),
    // With these, a probe that went well costs no line of the platform's own.
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    ...(options.program === 'dispatch' && ONCE),
    bundling: bundling(options.plan),
    ...network,
    ...(encryptionKey && { environmentEncryption: encryptionKey }),
    ...(functionName !== undefined && { functionName }),
  });
  acknowledge(made, 'Serverless::Serverless-LambdaDLQ', 'Serverless::Serverless-LambdaTracing');
  if (network && made.role) allowInterfaces(made.role);
  if (options.program === 'dispatch')
    acknowledge(made, 'Serverless::Serverless-LambdaAsyncFailureDestination');
  return made;
};

const ownLog = (
  scope: Construct,
  id: string,
  { logRetention: retention, removalPolicy, encryptionKey, permissionsBoundary }: ProgramOptions,
): { readonly logGroup: LogGroup; readonly role: Role } => {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention,
    removalPolicy,
    ...(encryptionKey && { encryptionKey }),
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    ...(permissionsBoundary && { permissionsBoundary }),
  });
  // What its environment is encrypted with.
  if (encryptionKey)
    role.addToPolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] }));
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [logGroup.logGroupArn] }));
  return { logGroup, role };
};

/** Beside this module in the sources, and beside its JavaScript in the published package. */
const entryOf = (name: string): string =>
  fileURLToPath(
    new URL(`../../lambdas/${name}/handler${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
  );

/** Minified, so that no comment carries a path of the machine into the asset's hash. */
const bundling = (plan: string | undefined): BundlingOptions => ({
  ...BUNDLE_FORMAT,
  format: OutputFormat.CJS,
  bundleAwsSDK: true,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_input, output) => (plan === undefined ? [] : [copyCommand(plan, output)]),
  },
});

/** By Node itself, which every machine that synthesises has, Windows too. */
const copyCommand = (plan: string, output: string): string => {
  const script = `require('node:fs').cpSync(process.argv[1], process.argv[2], { recursive: true })`;
  return `node -e "${script}" "${plan}" "${output}/${PLAN_FOLDER}"`;
};
