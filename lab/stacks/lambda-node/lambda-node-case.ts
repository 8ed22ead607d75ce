import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LAMBDA_LOG, startLambda } from '../../backing/lambda-runtime.ts';
import type { LambdaSetup } from '../../backing/lambda-runtime.ts';
import { NODE_24, NODE_MODULES } from '../../backing/node-modules.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { SHOP_URL } from '../node-domain/datastore-faults.ts';
import type { NodeFault } from '../node-domain/node-fault.ts';
import { POST_OPTIONS, startBacking } from '../node-domain/shop-cases.ts';
import { SHOP_ENV } from '../node-domain/shop-env.ts';

const STACKS = join(import.meta.dirname, '..');

/** Where Lambda unpacks a function. */
export const TASK = '/var/task';

export type LambdaOptions = Partial<
  Pick<LambdaSetup, 'format' | 'memoryMb' | 'timeoutMs' | 'handler' | 'env' | 'limits'>
> & {
  /** Changes the package before the function starts. */
  readonly change?: (bench: Bench) => void;
};

const unpack = (bench: Bench): void => {
  rmSync(TASK, { recursive: true, force: true });
  mkdirSync(TASK, { recursive: true });
  cpSync(join(bench.dir, 'index.js'), join(TASK, 'index.js'));
  cpSync(join(STACKS, 'node-domain', 'app'), join(TASK, 'src'), { recursive: true });
  symlinkSync(NODE_MODULES, join(TASK, 'node_modules'));
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
};

/** Starts the Node function; answers the base URL of its HTTP front. */
export const startNodeLambda = async (bench: Bench, options: LambdaOptions = {}): Promise<string> => {
  await startBacking();
  unpack(bench);
  options.change?.(bench);
  const url = await startLambda(bench, {
    arn: 'arn:aws:lambda:eu-central-1:210987654321:function:shop-orders',
    runtime: 'nodejs:24.v18',
    memoryMb: 256,
    timeoutMs: 10_000,
    format: 'text',
    handler: 'index.handler',
    ...options,
    command: [NODE_24, '/var/runtime/index.mjs', options.handler ?? 'index.handler'],
    env: { ...SHOP_ENV, DATA_DIR: join(bench.dir, 'data'), ...options.env },
  });
  SHOP_URL.set(bench, url);
  return url;
};

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const inJson = (text: string): string => escape(JSON.stringify(text).slice(1, -1));

/** How the runtime writes an uncaught error, and how `console.error` does. */
const lineOf = (fault: NodeFault, options: LambdaOptions): RegExp => {
  const shown = fault.outer ?? fault;
  if (options.env?.['CATCH_ERRORS'] === '1') {
    return options.format === 'json'
      ? new RegExp(`"level":"ERROR".*${inJson(shown.message)}`)
      : new RegExp(`\\tERROR\\trequest failed .*${escape(shown.message)}`);
  }
  return options.format === 'json'
    ? new RegExp(`"level":"ERROR".*"errorMessage":".*${inJson(shown.message)}`)
    : new RegExp(`\\tERROR\\tInvoke Error \\t\\{"errorType":".*${inJson(shown.message)}`);
};

/** The runtime drops `cause`, so that only the outer type stands in the log, unless the function prints it. */
const typeOf = (fault: NodeFault, options: LambdaOptions): string =>
  options.env?.['CATCH_ERRORS'] === '1' ? fault.type : (fault.outer ?? fault).type;

/** A case of one shared fault in the Node function. */
export const lambdaCase = (
  shared: NodeFault,
  options: LambdaOptions,
  more: Partial<CaseSpec> = {},
): CaseSpec => {
  const fault = JSON.parse(JSON.stringify(shared).replaceAll('{dir}', '/srv/shop/lambda-node')) as NodeFault;
  const [method, path] = fault.request;
  return {
    name: fault.name,
    kind: fault.kind ?? 'fault',
    variant: 'lambda',
    injected: fault.injected,
    cause: fault.cause,
    ...(fault.alsoAccepted === undefined ? {} : { alsoAccepted: fault.alsoAccepted }),
    component: fault.component,
    logs: [LAMBDA_LOG],
    exception: { line: lineOf(fault, options), type: typeOf(fault, options) },
    ...(fault.frame === undefined
      ? {}
      : {
          frame: {
            file: `${TASK}/src/${fault.frame[0]}`,
            function: fault.frame[1],
            code: fault.frame[2],
            source: `../../node-domain/app/${fault.frame[0]}`,
          },
        }),
    ...(fault.keep === undefined ? {} : { keep: fault.keep }),
    ...(fault.secrets === undefined ? {} : { secrets: fault.secrets }),
    run: async (bench) => {
      const url = await startNodeLambda(bench, {
        ...options,
        ...(fault.limits === undefined ? {} : { limits: fault.limits }),
        env: { ...fault.env, ...options.env },
      });
      await healthyLambda(bench, url);
      await shared.prepare?.(bench);
      await bench.fail(`${url}${path}`, method === 'POST' ? POST_OPTIONS : {});
      await bench.send(`${url}/health`);
    },
    ...more,
  };
};

export const healthyLambda = (bench: Bench, url: string, count = 6): Promise<void> =>
  bench.healthy([`${url}/health`, `${url}/products/1`, `${url}/products/2`], count);
