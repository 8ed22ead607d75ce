import { PassThrough, Readable, Writable } from 'node:stream';

import { main } from '../../lib/cli/main.ts';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with a command line in it. */
export interface CommandLine extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  /** `whydown …`; `input` goes to its standard input. */
  whydown(args: readonly string[], input?: string): Promise<Ran>;
}

/** The real command line, in this process: `await using shell = await commandLine()`. */
export const commandLine = async (): Promise<CommandLine> => {
  const folder = await temporaryFolder();
  return {
    folder,
    whydown: async (args, input = '') => {
      const [stdout, stderr] = [collector(), collector()];
      const code = await main({
        argv: ['node', 'whydown', ...args],
        env: {},
        stdin: input === '' ? new PassThrough().end() : Readable.from([Buffer.from(input)]),
        stdout: stdout.stream,
        stderr: stderr.stream,
        cwd: () => folder.path,
      });
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};

const collector = () => {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
};
