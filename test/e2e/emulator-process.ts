import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { ACCOUNT, ROOT_CREDENTIALS } from './emulator-env.ts';

const LAUNCHER = join(import.meta.dirname, 'emulator.py');
/** Beyond this the emulator waits for a function that does not end. */
const STOP_TIMEOUT_MS = 5_000;

export interface EmulatorPlace {
  readonly port: number;
  readonly region: string;
  /** Everything that the server writes is in here, but for its log. */
  readonly dir: string;
  readonly logFile: string;
}

/** Where the launcher records what each role called. */
export const roleCallsFile = (dir: string): string => join(dir, 'role-calls.jsonl');

/** Where the server puts its self-signed certificate. */
export const certificateFile = (dir: string): string => join(dir, 'ministack-tls', 'server.crt');

/** Starts the server in a process group of its own, which its functions join, and which ends when this process does. */
export function spawnEmulator(python: string, place: EmulatorPlace): ChildProcess {
  mkdirSync(dirname(place.logFile), { recursive: true });
  const log = openSync(place.logFile, 'w');
  const child = spawn(python, [LAUNCHER], {
    cwd: place.dir,
    env: serverEnv(place),
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  return child;
}

/** A clean environment, since functions inherit the whole of it; no Docker daemon of this machine may be touched. */
function serverEnv(place: EmulatorPlace): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    LANG: 'C.UTF-8',
    HOME: place.dir,
    TMPDIR: place.dir,
    STATE_DIR: join(place.dir, 'state'),
    S3_DATA_DIR: join(place.dir, 's3'),
    EMULATOR_ROLE_CALLS: roleCallsFile(place.dir),
    GATEWAY_PORT: String(place.port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: place.region,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
    AUTH: 'true',
    USE_SSL: '1',
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** Asks the server to end, ends what is left of its process group, and removes its folder. */
export async function endEmulator(child: ChildProcess, dir: string): Promise<void> {
  if (child.pid !== undefined) {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) });
      child.kill('SIGTERM');
      await exited.catch(() => undefined);
    }
    killGroup(child.pid);
  }
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ids of the living processes of a process group (Linux). */
export async function groupMembers(group: number): Promise<number[]> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
  const stats = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')));
  return ids.filter((_, index) => {
    // `123 (node (worker)) S 1 123 …`: state and group come after the last parenthesis.
    const stat = stats[index] ?? '';
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z';
  });
}

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
