import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { bundle } from '../../lib/constructs/bundle/bundle.ts';
import type { Bench } from './bench-context.ts';
import type { ColdProgram } from './cold-programs.ts';
import { CLIENT_CORE, outputOf, startPinned } from './machine.ts';
import { BUNDLING } from './node-client.ts';
import { CACHE } from './peers.ts';

/** What the function is told by its stack. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  WHYDOWN_PROBERS: '{}',
  WHYDOWN_TABLE: 'table',
  WHYDOWN_DIAGNOSE_QUEUE: 'https://sqs.invalid/diagnose',
  WHYDOWN_NOTIFY_QUEUE: 'https://sqs.invalid/notify',
  WHYDOWN_PROBE_QUEUE: 'https://sqs.invalid/probe',
  WHYDOWN_BUS: 'bus',
};

const FOLDER = join(CACHE, 'cold');

/** Bundles a program into a folder of its own, which is given. */
export const bundleCold = async (bench: Bench, { name, text, isOurs }: ColdProgram): Promise<string> => {
  const place = name.replaceAll(/\W+/g, '-');
  const folder = join(FOLDER, place);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const entry = join(FOLDER, `${place}.ts`);
  writeFileSync(entry, text);
  // As where a function is deployed, and not of the package that this repository is.
  writeFileSync(join(folder, 'package.json'), '{}');
  if (isOurs) await bundle({ entry, folder });
  else
    await build({
      ...BUNDLING,
      entryPoints: [entry],
      nodePaths: [bench.peers.npm],
      outfile: join(folder, 'index.js'),
      logLevel: 'error',
    });
  return folder;
};

/** Runs a script with a bundle in a fresh process; the last line that it prints is what it tells. */
export const startCold = async (
  script: string,
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, number>>> => {
  const starter = join(folder, 'start.cjs');
  writeFileSync(starter, script);
  const child = startPinned(CLIENT_CORE, [process.execPath, starter], { env: { ...ENVIRONMENT, ...more } });
  const told = (await outputOf(child)).split('\n').at(-1) ?? '';
  return JSON.parse(told) as Record<string, number>;
};

/** What a script begins with: the clock that all processes of the machine share, in ms. */
export const BEGIN = `
const now = () => Number(process.hrtime.bigint()) / 1e6;
const from = now();
const before = process.cpuUsage();`;

/** How a script ends. */
export const END = `
const tell = (more) => {
  const ms = now() - from;
  const { user, system } = process.cpuUsage(before);
  const rssMb = process.memoryUsage.rss() / 1048576;
  const { statSync } = require('node:fs');
  const read = Object.keys(require.cache).filter((file) => file !== __filename);
  const readKb = read.reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
  const told = { from, ms, cpuMs: (user + system) / 1000, rssMb, readKb, ...more };
  process.stdout.write('\\n' + JSON.stringify(told), () => process.exit(0));
};`;
