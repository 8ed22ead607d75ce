import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import type { FaultName } from './faults.ts';

/** The demo's shop, running in a process of its own. */
export interface Target extends AsyncDisposable {
  readonly url: string;
  readonly logPath: string;
  readonly pid: number;
  setFault(name: FaultName, on: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Where the shop lives. */
export interface TargetOptions {
  readonly folder: string;
  /** @default 0, any that is free */
  readonly port?: number;
  /** Between two visits of customers; 0 sends none. @default 500 */
  readonly customersEveryMs?: number;
}

/** Starts the shop and waits until it answers; throws with its reason when it does not start. */
export const startTarget = async ({
  folder,
  port = 0,
  customersEveryMs = 500,
}: TargetOptions): Promise<Target> => {
  const logPath = join(folder, 'shop.log');
  mkdirSync(folder, { recursive: true });
  const child = spawnTarget(logPath, [folder, String(port), String(customersEveryMs)]);
  const { url, error } = await firstWord(child);
  const stop = (): Promise<void> => stopTarget(child);
  if (url === undefined || child.pid === undefined) {
    await stop();
    throw new Error(`the demo's shop did not start: ${error ?? `see the end of ${logPath}`}`);
  }
  return {
    url,
    logPath,
    pid: child.pid,
    setFault: (name, on) => setFault(url, name, on),
    stop,
    [Symbol.asyncDispose]: stop,
  };
};

/** What the runtime itself prints goes to the log, as a supervisor would have it. */
const spawnTarget = (logPath: string, args: readonly string[]): ChildProcess => {
  const log = openSync(logPath, 'a');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./target.${extension}`, import.meta.url));
  try {
    return spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', log] });
  } finally {
    closeSync(log);
  }
};

const firstWord = async (
  child: ChildProcess,
): Promise<{ readonly url?: string; readonly error?: string }> => {
  for await (const line of createInterface({ input: child.stdout as Readable }))
    return JSON.parse(line) as { readonly url?: string; readonly error?: string };
  return {};
};

const stopTarget = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
};

const setFault = async (url: string, name: FaultName, on: boolean): Promise<void> => {
  const response = await fetch(`${url}/__faults/${name}`, { method: on ? 'PUT' : 'DELETE' });
  const said = await response.text();
  if (!response.ok) throw new Error(`fault ${name} could not be switched ${on ? 'on' : 'off'}: ${said}`);
};
