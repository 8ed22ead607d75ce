import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IVpc, ISecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, type BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import { PLAN_FOLDER } from '../aws/plan-folder.ts';
import { acknowledge } from './acknowledgements.ts';

/** What differs between the functions. */
export interface ProgramOptions {
  /** The folder of its handler in `lambdas`. */
  readonly program: 'dispatch' | 'probe' | 'prober' | 'diagnose' | 'notify' | 'heartbeat';
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder with the plan, for those who need to know the checks. */
  readonly plan?: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly functionName?: string;
  readonly network?: {
    readonly vpc: IVpc;
    readonly vpcSubnets: SubnetSelection;
    readonly securityGroups?: ISecurityGroup[];
  };
}

/** Modules of the SDK call `require` for parts of Node, which ESM does not have. */
const REQUIRE_BANNER =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** A tick that comes late is worth nothing; Lambda itself would repeat it twice within six hours. */
const ONCE = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };

/**
 * One of our functions: bundled with its own SDK and plan, its own log group, and a role that may write to that group
 * and nothing else until it is granted. No reserved concurrency: new accounts have none to give.
 */
export const program = (scope: Construct, id: string, options: ProgramOptions): NodejsFunction => {
  const { timeout, memorySize, description, network, functionName } = options;
  const made = new NodejsFunction(scope, id, {
    entry: entryOf(options.program),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description,
    timeout,
    memorySize,
    environment: { ...options.environment },
    ...ownLog(scope, id, options),
    // With these, a probe that went well costs no line of the platform's own.
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    ...(options.program === 'dispatch' && ONCE),
    bundling: bundling(options.plan),
    ...network,
    ...(functionName !== undefined && { functionName }),
  });
  acknowledge(made, 'Serverless::Serverless-LambdaDLQ', 'Serverless::Serverless-LambdaTracing');
  if (options.program === 'dispatch')
    acknowledge(made, 'Serverless::Serverless-LambdaAsyncFailureDestination');
  return made;
};

const ownLog = (
  scope: Construct,
  id: string,
  { logRetention: retention, removalPolicy }: ProgramOptions,
): { readonly logGroup: LogGroup; readonly role: Role } => {
  const logGroup = new LogGroup(scope, `${id}Logs`, { retention, removalPolicy });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
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
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  minify: true,
  banner: REQUIRE_BANNER,
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
