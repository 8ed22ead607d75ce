import { spawn, type ChildProcess } from 'node:child_process';

import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';

/** A command with its secrets filled in. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
}

/** Bytes of output that are kept; what a command prints beyond that is read and dropped. */
const MAX_OUTPUT = 65_536;

/** Runs a command to its end; when its time is up, it and all that it started are killed. */
export const runCommand = (command: Command, trace: Trace): Promise<Outcome<number>> =>
  new Promise((resolve) => {
    trace.begin('transfer');
    trace.see({ protocol: 'command' });
    const child = start(command);
    const output = collectOutput(child);
    trace.onExpire((failure) => {
      killGroup(child);
      trace.see({ values: { output: output() } });
      resolve(failed(failure));
    });
    child.once('error', (error) => resolve(failed({ ...errorToFailure(error, undefined), kind: 'prober' })));
    child.once('close', (code, signal) => {
      trace.end();
      // 128 + n, as shells say that signal n ended a program.
      const exitCode = code ?? 128;
      trace.see({ values: { exitCode, output: output(), ...(signal && { signal }) } });
      resolve(done(exitCode));
    });
  });

/** Our own environment holds credentials; a command gets what it is given. */
const start = ({ program, args, env, cwd }: Command): ChildProcess => {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(program, args, {
    env: { PATH, HOME, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it started can be killed with it.
    detached: true,
  });
};

const collectOutput = (child: ChildProcess): (() => string) => {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    if (size >= MAX_OUTPUT) return;
    chunks.push(chunk.subarray(0, MAX_OUTPUT - size));
    size += chunk.length;
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return () => Buffer.concat(chunks).toString('utf8');
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended in this very moment.
  }
};
