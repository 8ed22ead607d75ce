import { describeTrend } from '../../diagnosis/trends.ts';
import { remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

/** Lambda keeps a little back: at 95 % of its size a killed function was out of memory. */
const NEARLY_ALL = 0.95;

const usedNearlyAll = (seen: Seen): boolean => {
  const { used, size } = memoryOf(seen);
  return used !== undefined && size !== undefined && used >= size * NEARLY_ALL;
};

// Memory Size: 1024 MB	Max Memory Used: 1023 MB
const SIZE = /Memory Size: (\d{1,6}) MB|"memorySizeMB":\s?(\d{1,6})/;
const USED = /Max Memory Used: (\d{1,6}) MB|"maxMemoryUsedMB":\s?(\d{1,6})/;

const memoryOf = ({ text, record }: Seen) => ({
  size: numberOf(SIZE.exec(text)?.slice(1).find(Boolean) ?? record.fields['memorySizeMb']),
  used: numberOf(USED.exec(text)?.slice(1).find(Boolean) ?? record.fields['maxMemoryUsedMb']),
});

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const TELLS: readonly Tell[] = [
  // PHP Fatal error:  Allowed memory size of 33554432 bytes exhausted (tried to allocate 2097152 bytes)
  { by: 'code', text: /Allowed memory size of (\d{1,20}) bytes exhausted/, tag: 'php' },
  // REPORT RequestId: … Status: error	Error Type: Runtime.OutOfMemory
  { by: 'code', text: /\bRuntime\.OutOfMemory\b/, tag: 'lambda' },
  // java.lang.OutOfMemoryError: Java heap space
  {
    by: 'code',
    type: /^java\.lang\.OutOfMemoryError$/,
    text: /OutOfMemoryError: ([^\n]{1,100})/,
    tag: 'java',
  },
  {
    by: 'code',
    text: /java\.lang\.OutOfMemoryError: (Java heap space|Metaspace|GC overhead limit exceeded|Direct buffer memory|unable to create[^\n]{0,60}|Compressed class space)/,
    tag: 'java',
  },
  // FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
  { by: 'code', text: /JavaScript heap out of memory|Reached heap limit Allocation failed/, tag: 'node' },
  { by: 'code', code: /^ERR_WORKER_OUT_OF_MEMORY$/, tag: 'node' },
  {
    by: 'code',
    type: /^(?:MemoryError|NoMemoryError|numpy\.core\._exceptions\._ArrayMemoryError|System\.OutOfMemoryException)$/,
    tag: 'process',
  },
  // Out of memory: Killed process 4711 (node) total-vm:…
  {
    by: 'code',
    text: /Out of memory: Killed process (\d{1,10}) \(([^)]{1,60})\)|Memory cgroup out of memory|oom-kill:|oom_reaper/,
    tag: 'kernel',
  },
  // OutOfMemoryError: Container killed due to memory usage      OOMKilled
  { by: 'code', text: /Container killed due to memory usage|\bOOMKilled\b/, tag: 'container' },
  // RequestId: … Error: Runtime exited with error: signal: killed, with the memory at its size
  {
    by: 'code',
    text: /signal: killed|Runtime\.ExitError|Max Memory Used/,
    when: usedNearlyAll,
    tag: 'lambda',
  },
  // runtime: out of memory     fatal error: out of memory
  {
    by: 'code',
    text: /(?:runtime|fatal error): out of memory|^Out of memory(?:!| during \w{1,10} request)|cannot allocate memory|\bENOMEM\b/,
    tag: 'process',
  },
  // memory allocation of 8589934592 bytes failed, as Rust prints it      Cannot allocate … Heroku's R14
  { by: 'code', text: /memory allocation of \d{1,20} bytes failed|Error R1[45] \(Memory/, tag: 'process' },
  // Cannot allocate memory - fork(2)      [Errno 12] Cannot allocate memory
  { by: 'code', text: /Cannot allocate memory|\[Errno 12\]/, tag: 'process' },
  { by: 'code', text: /failed to allocate memory \(NoMemoryError\)/, tag: 'process' },
];

const BYTES_PER_MB = 1_048_576;

const describe = (seen: Seen, { tell, groups, statement }: Hit) => {
  const { size, used } = memoryOf(seen);
  const limit =
    tell.tag === 'php' && groups[0]
      ? `${Math.round(Number(groups[0]) / BYTES_PER_MB)} MB`
      : size === undefined
        ? undefined
        : `${size} MB`;
  const said = statement.text.split('\n', 1)[0]?.slice(0, 160) ?? '';
  return {
    component: 'self',
    summary: limit
      ? `the process used up its memory limit of ${limit}`
      : `the process ran out of memory: ${said}`,
    subject: {
      case: tell.tag ?? 'process',
      ...(limit ? { limit } : {}),
      ...(used === undefined ? {} : { used: `${used} MB` }),
    },
  };
};

const RAISE: Readonly<Record<string, (limit: string, next: string) => string>> = {
  php: (limit, next) => `raise memory_limit ${limit} → ${next}, after looking at what the request loads`,
  lambda: (limit, next) => `raise the memory of the function ${limit} → ${next}`,
  java: () => 'raise -Xmx, or -XX:MaxMetaspaceSize for Metaspace, within the memory of the container',
  node: () => 'raise --max-old-space-size within the memory of the container',
  kernel: () => 'give the machine more memory, or the process a limit of its own',
  container: () => 'raise the memory of the container or task',
  process: () => 'raise the memory limit of the process (ulimit -v, cgroup, container)',
};

const CHECKS: Readonly<Record<string, string>> = {
  php: 'php -i | grep memory_limit',
  kernel: 'dmesg -T | grep -i "killed process"',
  java: 'jcmd 0 GC.heap_info',
  container: 'kubectl get events --field-selector reason=OOMKilling',
  process: 'ps -eo pid,rss,args --sort=-rss | head -5',
  node: 'node -p "v8.getHeapStatistics().heap_size_limit / 1048576"',
};

/** `512 MB` → `1024 MB`: the next step that is worth trying. */
const doubled = (limit: string): string => `${Number.parseInt(limit, 10) * 2} MB`;

/** A memory limit was reached. */
export const resourceMemory = defineCauseRule({
  id: 'resource.memory',
  standing: 'cause',
  summary:
    'A memory limit was reached: PHP `Allowed memory size`, `OutOfMemoryError`, the V8 heap limit, `MemoryError`, `Runtime.OutOfMemory`, the kernel killing a process. A bare SIGKILL or exit 137 is no proof, and Redis at its maxmemory is the datastore.',
  examples: [
    'PHP Fatal error:  Allowed memory size of 33554432 bytes exhausted (tried to allocate 2097152 bytes) in /app/mem.php on line 1',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'java.lang.OutOfMemoryError: Java heap space',
    'Memory Size: 1024 MB\tMax Memory Used: 1023 MB\tStatus: error\tError Type: Runtime.OutOfMemory',
  ],
  confusers: [
    '[ERROR] Worker (pid:22441) was sent SIGKILL! Perhaps out of memory?',
    "OOM command not allowed when used memory > 'maxmemory'.",
    'ValueError: out of memory cards: microsd-64 has no stock left',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('resource.memory', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject }, { trends }) => {
    const kind = subject['case'] ?? 'process';
    const limit = subject['limit'] ?? '';
    const trend = trends.find(({ resource }) => /memory/i.test(resource));
    return [
      remedyOf(
        RAISE[kind]?.(limit, limit ? doubled(limit) : 'twice as much') ?? 'raise the memory limit',
        CHECKS[kind],
      ),
      remedyOf(
        trend
          ? `find what grows: ${describeTrend(trend)}`
          : 'find what grows: a heap dump or a profile of the failing request tells',
      ),
    ];
  },
});
