import type { Readable, Writable } from 'node:stream';

/** What a command may touch of the process; tests pass their own. */
export interface Io {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  cwd(): string;
}

/** What the shell learns: 0 healthy, 1 something is down, 2 wrong usage or config, 70 our bug. */
export const EXIT = { healthy: 0, down: 1, usage: 2, bug: 70 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message for people: wrong usage or a bad config, never a bug. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Writes one JSON value, the only thing that a command prints with `--json`. */
export const printJson = (io: Io, value: unknown): void => {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};
