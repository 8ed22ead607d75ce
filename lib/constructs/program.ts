import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  type Architecture,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import { nodeOptions } from './node-options.ts';
import { acknowledge } from './acknowledgements.ts';
import { allowInterfaces, type Network } from './home-network.ts';
import { programCode } from './program-code.ts';

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
export const program = (scope: Construct, id: string, options: ProgramOptions): LambdaFunction => {
  const { timeout, memorySize, description, network, functionName, encryptionKey } = options;
  const made = new LambdaFunction(scope, id, {
    code: programCode(options.program, options.plan),
    handler: 'index.handler',
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
