import type { Bench } from '../bench-context.ts';
import { IMPORTED } from '../cold-programs.ts';
import { BEGIN, bundleCold, END, startCold } from '../cold-start.ts';
import { interleave, type Contender, type Rounds } from '../rounds.ts';

/** Each start is a sample; the median wants many. */
export const STARTS_PER_ROUND = 5;

const IMPORT = `${BEGIN}
Promise.resolve(require('./index.js').ready).then(() => tell({}));
${END}`;

/** Time and memory of importing bundles in a fresh process. */
export const measureCold = async (bench: Bench): Promise<Rounds> => {
  const contenders: Contender[] = [];
  for (const program of IMPORTED) {
    const folder = await bundleCold(bench, program);
    contenders.push({
      name: program.name,
      measure: async () => {
        const { ms, ...told } = await startCold(IMPORT, folder);
        return { importMs: ms ?? NaN, ...told };
      },
    });
  }
  return interleave(contenders, { ...bench.effort, rounds: bench.effort.rounds * STARTS_PER_ROUND });
};
