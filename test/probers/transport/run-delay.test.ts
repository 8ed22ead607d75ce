import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** In a process of its own on one core, beside another that takes half of it. */
const SCRIPT = `
  const { runDelayMs } = await import('./lib/probers/transport/run-delay.ts');
  const { spawn } = await import('node:child_process');
  const other = spawn(process.execPath, ['-e', 'for (;;);']);
  const before = runDelayMs();
  const until = performance.now() + 400;
  while (performance.now() < until);
  const after = runDelayMs();
  other.kill('SIGKILL');
  console.log(JSON.stringify([before, after]));`;

const hasTaskset = (): boolean => {
  try {
    execFileSync('taskset', ['-c', '0', 'true']);
    return true;
  } catch {
    return false;
  }
};

describe.runIf(process.platform === 'linux' && hasTaskset())('runDelayMs', () => {
  it('grows while another process has the core', () => {
    const command = ['-c', '0', process.execPath, '--input-type=module', '-e', SCRIPT];
    const [before = 0, after = 0] = JSON.parse(
      execFileSync('taskset', command, { encoding: 'utf8' }),
    ) as readonly number[];
    expect(before).toBeGreaterThanOrEqual(0);
    expect(after - before).toBeGreaterThan(50);
    expect(after - before).toBeLessThan(1_000);
  });
});
