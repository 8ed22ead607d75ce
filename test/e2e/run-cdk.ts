import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { assertLoopback } from './emulator-env.ts';
import type { Emulator } from './emulator.ts';

const CDK = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');
const REPOSITORY = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 180_000;

export interface RunCdkOptions {
  /** Added to the emulator's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** Runs the real CDK CLI against the emulator and returns what it wrote; throws with the end of it when it fails. */
export async function runCdk(
  emulator: Pick<Emulator, 'env' | 'dir'>,
  args: readonly string[],
  options: RunCdkOptions = {},
): Promise<string> {
  const env = { ...emulator.env, ...options.env };
  assertLoopback(env['AWS_ENDPOINT_URL']);
  const child = spawn(
    process.execPath,
    [CDK, '--no-notices', '--output', join(emulator.dir, 'cdk.out'), ...args],
    {
      cwd: options.cwd ?? REPOSITORY,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? TIMEOUT_MS,
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = await new Promise<string>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve(String(code ?? signal)));
  });
  const output = Buffer.concat(chunks).toString();
  if (ended === '0') return output;
  throw new Error(`cdk ${args.join(' ')} ended with ${ended}:\n${output.split('\n').slice(-40).join('\n')}`);
}
