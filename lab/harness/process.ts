import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

export const sh = promisify(execFile);

export interface StartOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Unix user to run as; root if nothing is said. */
  readonly user?: string;
  /** Files that take what it prints; both may be the same. */
  readonly stdout?: string;
  readonly stderr?: string;
  /** Ready when this loopback port answers, or when this socket or file exists. */
  readonly readyPort?: number;
  readonly readyFile?: string;
  /** True when it is expected to end by itself soon (a boot that fails); waits for its end. */
  readonly ends?: boolean;
  readonly readyWithinMs?: number;
  /** Signal that ends it in good order. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface Running {
  readonly pid: number;
  /** Ends it, and everything that it started, and waits until it is gone. */
  readonly stop: () => Promise<void>;
  readonly exited: Promise<number | null>;
  readonly signal: (name: NodeJS.Signals) => void;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 6_000;

export const portAnswers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** The first port of the range, from `start` on, that nobody listens on. */
export const freePort = async (range: readonly [number, number], start: number): Promise<number> => {
  for (let port = start; port <= range[1]; port++) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error(`no free port from ${start} to ${range[1]}`);
};

/** Polls until `test` holds; says what it waited for when it gives up. */
export const waitUntil = async (
  what: string,
  test: () => boolean | Promise<boolean>,
  withinMs: number = READY_WITHIN_MS,
): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await delay(30);
  }
};

const userIds = async (user: string): Promise<{ uid: number; gid: number }> => {
  const [uid, gid] = await Promise.all([sh('id', ['-u', user]), sh('id', ['-g', user])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
};

const groupIsAlive = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

const endGroup = async (child: ChildProcess, pid: number, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const deadline = Date.now() + STOP_WITHIN_MS;
  while (groupIsAlive(pid) && Date.now() < deadline) await delay(30);
  if (groupIsAlive(pid)) process.kill(-pid, 'SIGKILL');
};

/** A clean environment: nothing of the machine that runs the lab may reach the recorded logs. */
const baseEnv = (): Record<string, string> => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/nonexistent',
  TZ: 'UTC',
});

const openLog = (file: string | undefined): number | 'ignore' =>
  file === undefined ? 'ignore' : openSync(file, 'a');

/** Starts a program in a process group of its own, waits until it is ready, and can end the whole group by pid. */
export const startProcess = async (options: StartOptions): Promise<Running> => {
  const [program, ...args] = options.command;
  const stdout = openLog(options.stdout);
  const stderr = options.stderr === options.stdout ? stdout : openLog(options.stderr);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...baseEnv(), ...options.env },
    stdio: ['ignore', stdout, stderr],
    detached: true,
    ...(options.user === undefined ? {} : await userIds(options.user)),
  });
  for (const fd of new Set([stdout, stderr])) if (fd !== 'ignore') closeSync(fd);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
  exited.catch(() => undefined);
  const pid = child.pid;
  if (pid === undefined) {
    await exited;
    throw new Error(`could not start ${program}`);
  }
  const stop = (): Promise<void> => endGroup(child, pid, options.stopSignal ?? 'SIGTERM');
  try {
    await waitForReady(options, child, exited);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, stop, exited, signal: (name) => void (child.exitCode === null && child.kill(name)) };
};

const waitForReady = async (
  options: StartOptions,
  child: ChildProcess,
  exited: Promise<number | null>,
): Promise<void> => {
  const within = options.readyWithinMs ?? READY_WITHIN_MS;
  const program = options.command.join(' ');
  if (options.ends === true) {
    await waitUntil(
      `the end of ${program}`,
      () => child.exitCode !== null || child.signalCode !== null,
      within,
    );
    await exited;
    return;
  }
  const alive = (): true => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${program} ended before it was ready`);
    }
    return true;
  };
  const { readyPort, readyFile } = options;
  if (readyPort !== undefined) {
    await waitUntil(`port ${readyPort} of ${program}`, () => alive() && portAnswers(readyPort), within);
  }
  if (readyFile !== undefined) {
    await waitUntil(`file ${readyFile} of ${program}`, () => alive() && existsSync(readyFile), within);
  }
};
