import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

import { LineSplitter } from './line-splitter.ts';

/** A program with its arguments; no shell is in between. */
export interface Run {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  line(text: string, from: 'stdout' | 'stderr'): void;
}

/** How a program ended. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'not-started'; readonly error: Error };

/** Runs a program to its end and hands over its lines; throws when the signal aborts, and ends the program then. */
export const runLines = async (run: Run): Promise<RunEnd> => {
  const [program = '', ...args] = run.argv;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...run.env },
  });
  const kill = (): boolean => child.kill('SIGKILL');
  run.signal.addEventListener('abort', kill, { once: true });
  try {
    const [end] = await Promise.all([
      endOf(child),
      forEachLine(child.stdout, (text) => run.line(text, 'stdout')),
      forEachLine(child.stderr, (text) => run.line(text, 'stderr')),
    ]);
    run.signal.throwIfAborted();
    return end;
  } finally {
    run.signal.removeEventListener('abort', kill);
  }
};

const endOf = async (child: ChildProcess): Promise<RunEnd> => {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code === null ? { kind: 'killed', by: String(signal) } : { kind: 'exited', code };
  } catch (error) {
    return { kind: 'not-started', error: error instanceof Error ? error : new Error(String(error)) };
  }
};

const forEachLine = async (chunks: Readable, use: (text: string) => void): Promise<void> => {
  const splitter = new LineSplitter();
  // A program that cannot be started destroys its pipes, which says nothing more than its error.
  try {
    for await (const chunk of chunks) for (const { text } of splitter.push(chunk as Buffer)) use(text);
  } catch {
    return;
  }
  for (const { text } of splitter.end()) use(text);
};

/** Why a program gave no lines, for people; undefined when it ended well. */
export const troubleOf = (end: RunEnd, stderr: readonly string[]): string | undefined => {
  const said = stderr.length > 0 ? `: ${stderr.join(' ').slice(0, 300)}` : '';
  switch (end.kind) {
    case 'exited':
      return end.code === 0 ? undefined : `exited with ${end.code}${said}`;
    case 'killed':
      return `was killed by ${end.by}${said}`;
    case 'not-started':
      return end.error.message;
  }
};
