import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PLAN_FOLDER, writePlan } from '../../../lib/aws/plan-folder.ts';
import type { Bench } from '../bench-context.ts';
import { configFor } from '../checks.ts';
import { CALLED } from '../cold-programs.ts';
import { BEGIN, bundleCold, END, startCold } from '../cold-start.ts';
import { startPinned, TARGET_CORE } from '../machine.ts';
import { interleave, type Contender, type Measurement, type Rounds } from '../rounds.ts';
import { STARTS_PER_ROUND } from './cold.ts';

/** As many checks as a small fleet has. */
const CHECKS = 10;

/** Calls the handler as Lambda does, in time for the tick. */
const CALL = `${BEGIN}
const { handler } = require('./index.js');
const importMs = now() - from;
const wall = Date.now;
const shift = (wall() % 60000) - 100;
Date.now = () => wall() - shift;
const body = JSON.stringify({ range: { from: 0, to: 1 }, tick: Math.floor(Date.now() / 60000) * 60000 });
handler({ Records: [{ messageId: 'a', body }] }, { getRemainingTimeInMillis: () => 60000 }).then((answer) => {
  if (answer.batchItemFailures.length > 0) throw new Error('the call failed');
  tell({ importMs });
});
${END}`;

/** From the start of the process to its first probe, and to the end of a minute in which all is well. */
export const measureMinute = async (bench: Bench): Promise<Rounds> => {
  const { spare: port } = bench;
  await startTarget(port);
  const urls = Array.from({ length: CHECKS }, (_, at) => `http://127.0.0.1:${port}/${at}`);
  const environment = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port + 1}`, URLS: JSON.stringify(urls) };
  const contenders: Contender[] = [];
  for (const program of CALLED) {
    const folder = await bundleCold(bench, program);
    writePlan(join(folder, PLAN_FOLDER), configFor(urls));
    contenders.push({
      name: program.name,
      measure: async (): Promise<Measurement> => {
        const { ms, from, ...told } = await startCold(CALL, folder, environment);
        const seen = await seenBy(port);
        if (seen.probes !== CHECKS || seen.metrics !== 1)
          throw new Error(`${seen.probes} probes and ${seen.metrics} calls with metrics were made`);
        return { firstProbeMs: seen.reachedAt - (from ?? NaN), doneMs: ms ?? NaN, ...told };
      },
    });
  }
  return interleave(contenders, { ...bench.effort, rounds: bench.effort.rounds * STARTS_PER_ROUND });
};

const startTarget = async (port: number): Promise<void> => {
  const script = fileURLToPath(new URL('../cold-target-process.ts', import.meta.url));
  const child = startPinned(TARGET_CORE, [process.execPath, script, String(port)]);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', () => reject(new Error('the target did not start')));
  });
};

interface Seen {
  readonly reachedAt: number;
  readonly probes: number;
  readonly metrics: number;
}

const seenBy = async (port: number): Promise<Seen> =>
  (await (await fetch(`http://127.0.0.1:${port + 2}/`)).json()) as Seen;
