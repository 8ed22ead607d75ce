/** `npm run check`: what must be green before a commit besides `npm test`, cheapest first; stops where it is not. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { env } from 'node:process';

const ROOT = dirname(import.meta.dirname);

interface Stage {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const STAGES: readonly Stage[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
];

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Whether it passed; what it printed is shown when it did not. */
const passes = ({ name, command: [program, ...args] }: Stage): boolean => {
  const began = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...env, PATH: `${ROOT}/node_modules/.bin:${env['PATH'] ?? ''}` },
    maxBuffer: 64 * 1024 * 1024,
  });
  const passed = status === 0;
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds(began).padStart(8)}`);
  if (!passed) console.log(`\n$ ${[program, ...args].join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
  return passed;
};

if (!STAGES.every(passes)) process.exitCode = 1;
