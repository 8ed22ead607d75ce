import { fileURLToPath } from 'node:url';

import type { TimedTarget } from './bench-context.ts';
import { startPinned, TARGET_CORE } from './machine.ts';
import type { Certificates } from './nginx-target.ts';

/** Less delay for it than for whatever else runs on its core, where we may: its own lateness would look like the prober's. */
const NICE = -15;

/** Starts it on three TCP ports and one UDP port. */
export const startTimedTarget = async (certificates: Certificates, port: number): Promise<TimedTarget> => {
  const script = fileURLToPath(new URL('timed-target-process.ts', import.meta.url));
  const { cert, key } = certificates.ec;
  const child = startPinned(TARGET_CORE, [process.execPath, script, String(port), cert, key], { nice: NICE });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', () => reject(new Error('the timed target did not start')));
  });
  return {
    http: `http://127.0.0.1:${port}`,
    tls: `https://127.0.0.1:${port + 1}`,
    nameServer: `127.0.0.1:${port + 3}`,
    truth: async () => {
      const answer = await fetch(`http://127.0.0.1:${port + 2}/`);
      return new Map((await answer.json()) as readonly [number, number][]);
    },
  };
};
