import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import type { Bench } from '../bench-context.ts';
import { CLIENT_CORE, outputOf, startPinned } from '../machine.ts';
import { BUNDLING } from '../node-client.ts';
import { CACHE } from '../peers.ts';
import { interleave, type Contender, type Rounds } from '../rounds.ts';

/** Each start is a sample; the median wants many. */
const STARTS_PER_ROUND = 5;

const PROBE_PATH = `import { probeHere } from '../../lib/aws/home-prober.ts';
import { loadFrom } from '../../lib/aws/load-from.ts';
import { PROBERS } from '../../lib/catalog.ts';
import { createFill } from '../../lib/core/probe/create-fill.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { systemRandomness } from '../../lib/system/randomness.ts';
const world = { clock: systemClock, randomness: systemRandomness };
const loadProber = loadFrom(PROBERS, 'check type');
export const probe = probeHere({ ...world, loadProber, fill: createFill({ secrets: {}, ...world }) });`;

/** What is imported: the text of an entry, beside this bench. */
const ENTRIES: Readonly<Record<string, string>> = {
  'whydown probe path, http loaded': `${PROBE_PATH}\nexport const ready = loadProber('http');`,
  'whydown probe path, all types loaded': `${PROBE_PATH}\nexport const ready = Promise.all(Object.keys(PROBERS).map(loadProber));`,
  'whydown probe function, http loaded': `export { handler } from '../../lambdas/probe/handler.ts';
import { PROBERS } from '../../lib/catalog.ts';\nexport const ready = PROBERS.http();`,
  'undici + CloudWatch SDK + zod': `import * as undici from 'undici';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as zod from 'zod';
export const used = [undici, cloudWatch, zod];`,
  'undici + the SDK clients of the function + zod': `import * as undici from 'undici';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as dynamo from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as zod from 'zod';
export const used = [undici, cloudWatch, dynamo, events, lambda, secrets, sqs, ssm, zod];`,
};

/** What the function is told by its stack; none of it is used before the first tick. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  WHYDOWN_PROBERS: '{}',
  WHYDOWN_TABLE: 'table',
  WHYDOWN_DIAGNOSE_QUEUE: 'https://sqs.invalid/diagnose',
  WHYDOWN_NOTIFY_QUEUE: 'https://sqs.invalid/notify',
  WHYDOWN_PROBE_QUEUE: 'https://sqs.invalid/probe',
  WHYDOWN_BUS: 'bus',
};

/** Time and memory of importing bundles in a fresh process. */
export const measureCold = async (bench: Bench): Promise<Rounds> => {
  const starter = join(CACHE, 'bundles', 'cold-start.cjs');
  writeFileSync(
    starter,
    `const from = performance.now(); const before = process.cpuUsage();
     Promise.resolve(require(process.argv[2]).ready).then(() => {
       const importMs = performance.now() - from; const { user, system } = process.cpuUsage(before);
       const told = { importMs, cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1048576 };
       process.stdout.write(JSON.stringify(told), () => process.exit(0));
     });`,
  );
  const contenders: Contender[] = [];
  for (const [name, contents] of Object.entries(ENTRIES)) {
    const file = join(CACHE, 'bundles', `cold-${contenders.length}.cjs`);
    await build({
      ...BUNDLING,
      stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
      nodePaths: [bench.peers.npm],
      outfile: file,
      logLevel: 'error',
    });
    const sizeKb = statSync(file).size / 1_024;
    const command = [process.execPath, starter, file];
    contenders.push({
      name,
      measure: async () => ({
        ...(JSON.parse(await outputOf(startPinned(CLIENT_CORE, command, { env: ENVIRONMENT }))) as object),
        sizeKb,
      }),
    });
  }
  return interleave(contenders, { ...bench.effort, rounds: bench.effort.rounds * STARTS_PER_ROUND });
};
