import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** The target and whatever drives peers run here. */
export const TARGET_CORE = 0;

/** What is measured runs here. */
export const CLIENT_CORE = 1;

const started: ChildProcess[] = [];

/** Product and peers alike go before whatever else runs on the machine, where we may: their waits would look like their own. */
const NICE = -10;

/** Sets the niceness of the session too: Linux shares the CPU among sessions first (autogroup), and among processes then. */
const FIRST = 'echo "$0" 2>/dev/null > /proc/self/autogroup; exec nice -n "$0" "$@"';

/** Starts a process on one core; it ends with the bench. */
export const startPinned = (
  core: number,
  command: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly nice?: number } = {},
): ChildProcess => {
  const first = isRoot() ? ['bash', '-c', FIRST, String(options.nice ?? NICE)] : [];
  const child = spawn('taskset', ['-c', String(core), ...first, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    // A session of its own.
    detached: true,
  });
  started.push(child);
  return child;
};

/** Whether niceness and the like can be set. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Ends what `startPinned` started. */
export const endAll = (): void => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
};

/** What a process printed; throws when it failed. */
export const outputOf = async (child: ChildProcess): Promise<string> => {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0)
    throw new Error(`${child.spawnargs.slice(2, 8).join(' ')} ended with ${code}: ${err.slice(-600)}`);
  return out;
};

/** CPU of all threads of a process that is alive, in ms (the scheduler's own count, in ns). */
export const cpuMsOf = (pid: number): number => {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
};

/** The largest resident set of a process that is alive, in MB. */
export const peakRssMbOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** Connections that this machine has opened so far: the audit that each probe opens one. */
export const activeOpens = (): number => {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'));
  return Number(values.split(' ')[names.split(' ').indexOf('ActiveOpens')]);
};

/** Jiffies are 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU of everything that is not this bench, dead children included (they are counted in whoever waited for them). */
const foreignCpuMs = (): number => {
  const processes = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // 42 (a name) S 1 …: the name may hold anything, so what is read begins behind it
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const ticks = (fields[11] ?? 0) + (fields[12] ?? 0) + (fields[13] ?? 0) + (fields[14] ?? 0);
      processes.set(Number(name), { parent: fields[1] ?? 0, ticks });
    } catch {
      // It ended while we looked.
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  let sum = 0;
  for (const [pid, { ticks }] of processes) if (!isOurs(pid)) sum += ticks;
  return sum * TICK_MS;
};

/** Begins to count what others take of the CPU; the function tells it in cores. */
export const watchForeign = (): (() => number) => {
  const from = performance.now();
  const before = foreignCpuMs();
  return () => Math.max(0, (foreignCpuMs() - before) / (performance.now() - from));
};

/** Waits until others take less than a limit, at most for a while. */
export const waitForQuiet = async (limitCores: number, patienceMs: number): Promise<void> => {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const foreign = watchForeign();
    await delay(400);
    if (foreign() <= limitCores) return;
  }
};

/** What the numbers were made on. */
export const describeMachine = (): string => {
  const model = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown CPU';
  const cores = execFileSync('nproc', { encoding: 'utf8' }).trim();
  const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim();
  return `${cores} cores (${model}), Linux ${kernel}, Node ${process.version.slice(1)}`;
};
