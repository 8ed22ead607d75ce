import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, ROOT_CREDENTIALS, emulatorEnv } from './emulator-env.ts';
import { certificateFile, endEmulator, freePort, roleCallsFile, spawnEmulator } from './emulator-process.ts';
import { installEmulator } from './install-emulator.ts';
import { poll } from './poll.ts';

const CACHE_DIR = join(import.meta.dirname, '../../.cache/ministack');
/** Two cores need 2 s; a cold disk and a busy machine need more. */
const START_TIMEOUT_MS = 60_000;
/** The functions run on the Node that the emulator finds, whatever their runtime is called. */
const NODE_MAJOR = 24;

/** What IAM said about one call of a role. */
interface RoleCall {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: 'Allow' | 'Deny';
}

/** A running AWS emulator: one account, IAM enforced, TLS, nothing kept after its end but its log. */
export interface Emulator extends AsyncDisposable {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** Also the id of the process group that the functions are in. */
  readonly pid: number;
  /** Overwritten by the next start. */
  readonly logFile: string;
  /** A temporary folder, for the test's own files too; removed at the end. */
  readonly dir: string;
  /** The whole environment for child processes. */
  readonly env: NodeJS.ProcessEnv;
  /** For SDK clients in this process: `new SQSClient(emulator.clientConfig)`. */
  readonly clientConfig: ReturnType<typeof clientConfig>;
  /** The calls that roles made so far, in order. */
  roleCalls(): Promise<readonly RoleCall[]>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** @default eu-central-1 */
  readonly region?: string;
  /** @default .cache/ministack/emulator.log */
  readonly logFile?: string;
}

/** Installs the emulator if need be, starts it on a free loopback port and waits until it answers. */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const { region = 'eu-central-1', logFile = join(CACHE_DIR, 'emulator.log') } = options;
  assertNode(process.versions.node);
  const python = await installEmulator(CACHE_DIR);
  const dir = await mkdtemp(join(tmpdir(), 'whydown-emulator-'));
  const port = await freePort();
  const endpoint = `https://127.0.0.1:${port}`;
  const child = spawnEmulator(python, { dir, port, region, logFile });
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => (ended ??= endEmulator(child, dir));
  try {
    const caFile = certificateFile(dir);
    await answering(child, { endpoint, caFile, logFile });
    return {
      endpoint,
      account: ACCOUNT,
      region,
      pid: child.pid!,
      logFile,
      dir,
      env: emulatorEnv({ endpoint, region, caFile, homeDir: dir }),
      clientConfig: clientConfig(endpoint, region, caFile),
      roleCalls: () => readRoleCalls(roleCallsFile(dir)),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function assertNode(version: string): void {
  if (Number(version.split('.')[0]) === NODE_MAJOR) return;
  throw new Error(
    `this is Node ${version}, expected ${NODE_MAJOR} as on Lambda: use "npm run test:e2e", which takes the project's own Node`,
  );
}

interface Awaited {
  readonly endpoint: string;
  readonly caFile: string;
  readonly logFile: string;
}

async function answering(child: ChildProcess, awaited: Awaited): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  await poll(
    'the emulator answers',
    () => {
      if (failure) throw failure;
      if (child.exitCode !== null || child.signalCode !== null) throw endedAtStart(child, awaited.logFile);
      return healthy(awaited);
    },
    { timeoutMs: START_TIMEOUT_MS },
  );
}

function endedAtStart(child: ChildProcess, logFile: string): Error {
  const log = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  return new Error(
    `the emulator ended at its start with ${child.exitCode ?? child.signalCode}; ${logFile} ends with\n${log}`,
  );
}

async function healthy({ endpoint, caFile }: Awaited): Promise<boolean> {
  const ca = await readFile(caFile, 'utf8').catch(() => undefined);
  if (ca === undefined) return false;
  return new Promise((resolve) => {
    get(`${endpoint}/_ministack/health`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

function clientConfig(endpoint: string, region: string, caFile: string) {
  const httpsAgent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  return { endpoint, region, credentials: ROOT_CREDENTIALS, requestHandler: { httpsAgent } };
}

async function readRoleCalls(file: string): Promise<readonly RoleCall[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as RoleCall);
}
