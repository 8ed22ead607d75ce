import type { Remedy } from '../../diagnosis/diagnosis.ts';
import type { Trend } from '../../diagnosis/evidence.ts';
import { describeTrend } from '../../diagnosis/trends.ts';
import { after, known } from '../known.ts';
import { remedyOf, shellWord } from '../remedies.ts';
import { quotedFile } from '../quoted-place.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const TELLS: readonly Tell[] = [
  // write /srv/exports/orders.csv: no space left on device
  {
    by: 'code',
    text: /\b(?:write|open|create|mkdir|sync|close) (\/[^\s:]{1,400}): (?:no space left on device|disk quota exceeded)/,
    tag: 'space',
  },
  // pwrite() "/srv/spool/0000000001" failed (28: No space left on device)
  { by: 'code', text: /\b\w{1,12}\(\) "(\/[^"]{1,400})" failed \(28: /, tag: 'space' },
  // open /srv/1.pdf: too many open files
  { by: 'code', text: /\b(?:open|accept|socket|pipe) (\/[^\s:]{1,400}): too many open files/, tag: 'files' },
  // OSError: [Errno 28] No space left on device: '/srv/full/7.txt'
  { by: 'code', text: /\[Errno (?:28|122)\][^\n':]{0,60}(?:: '([^']{1,400})')?/, tag: 'space' },
  { by: 'code', text: /\[Errno (?:24|23)\][^\n':]{0,60}(?:: '([^']{1,400})')?/, tag: 'files' },
  {
    by: 'code',
    text: /\[Errno 98\]|\bEADDRINUSE\b.{0,60}?([\w.:[\]*]{0,60}:\d{1,5})?$|bind\(\) to ([\w.:[\]*]{1,60}) failed \(98|[Aa]ddress already in use|kind: AddrInUse|[Pp]ort (\d{1,5}) (?:was|is) already in use|Connection in use: \('[^']{0,60}', (\d{1,5})\)/m,
    tag: 'port',
  },
  // ENOSPC: no space left on device, write      EMFILE: too many open files, open '/srv/1.pdf'
  { by: 'code', text: /\b(?:ENOSPC|EDQUOT)\b[^\n']{0,80}(?:'([^']{1,400})')?/, tag: 'space' },
  { by: 'code', text: /\b(?:EMFILE|ENFILE)\b[^\n']{0,80}(?:'([^']{1,400})')?/, tag: 'files' },
  { by: 'code', text: /\bEADDRNOTAVAIL\b|\[Errno 99\]|Cannot assign requested address/, tag: 'ports' },
  { by: 'code', code: /^(?:53100|1021|ER_DISK_FULL|ENOSPC|EDQUOT)$/, tag: 'space' },
  { by: 'code', code: /^(?:EMFILE|ENFILE)$/, tag: 'files' },
  { by: 'code', code: /^EADDRINUSE$/, tag: 'port' },
  // could not extend file "base/16384/16389": No space left on device
  {
    by: 'phrase',
    text: /\(28: No space left on device\)|[Nn]o space left on device[^\n/]{0,20}(\/[^\s'")]{1,400})?|Disk quota exceeded|database or disk is full/,
    tag: 'space',
  },
  // (24: Too many open files)    accept4() failed     Too many open files
  {
    by: 'phrase',
    text: /\(24: Too many open files\)|[Tt]oo many open files|worker_connections are not enough/,
    tag: 'files',
  },
];

// write /srv/x/log.txt: no space left on device       file_put_contents(): Write of 5 bytes failed
// Errno::ENOSPC (No space left on device @ fptr_finalize_flush - /srv/private/42.txt)
const PATH_BEFORE =
  /(\/[\w./-]{2,400})"?'?\)?: (?:[Ww]rite|no space|No space|failed)|@ \w{1,30} - (\/[^\s)]{1,400})/;

const WHAT: Readonly<Record<string, string>> = {
  space: 'no space is left on the disk',
  files: 'the process has as many files and sockets open as it may',
  port: 'the port is taken by another process',
  ports: 'no local port is left for outgoing connections',
};

const describe = (seen: Seen, { tag, named }: Hit) => {
  const what = WHAT[tag] ?? '';
  if (tag === 'port') {
    const port = (named ?? seen.properties.get('port'))?.replace(/^.*:/, '');
    const component = port ? `port ${port}` : 'self';
    return { component, summary: `${what}${after(': ', port)}`, subject: known({ case: tag, port }) };
  }
  const path = named ?? seen.properties.get('path') ?? pathIn(seen) ?? quotedFile(seen.record);
  const component = path ? `file ${path}` : 'self';
  return { component, summary: `${what}${after(': ', path)}`, subject: known({ case: tag, path }) };
};

const pathIn = ({ text }: Seen): string | undefined => {
  const match = PATH_BEFORE.exec(text);
  return match?.[1] ?? match?.[2];
};

/** Disk space, file descriptors or ports ran out. */
export const resourceDiskFd = defineCauseRule({
  id: 'resource.disk_fd',
  standing: 'cause',
  summary:
    'Disk space, file descriptors or ports ran out: ENOSPC, EMFILE/ENFILE, EADDRINUSE, PostgreSQL 53100, nginx `Too many open files`.',
  examples: [
    'OSError: [Errno 28] No space left on device',
    "EMFILE: too many open files, open '/srv/1.pdf'",
    'Error: listen EADDRINUSE: address already in use :::8112',
  ],
  confusers: [
    'FATAL:  sorry, too many clients already',
    "OOM command not allowed when used memory > 'maxmemory'.",
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('resource.disk_fd', seen, hit, describe(seen, hit));
  },
  remedy: ({ subject }, { trends }) => {
    const { path, port } = subject;
    switch (subject['case'] ?? '') {
      case 'files':
        return [
          remedyOf(
            'find what is not closed, then raise the limit (ulimit -n, LimitNOFILE=)',
            'ls -l /proc/$(pidof -s <process>)/fd | wc -l',
          ),
        ];
      case 'port':
        return [
          remedyOf(
            `end the process that holds ${port ? `port ${port}` : 'the port'}, or take another port`,
            port ? `ss -ltnp 'sport = :${port.replace(/\D/g, '')}'` : 'ss -ltnp',
          ),
        ];
      case 'ports':
        return [remedyOf('reuse connections instead of opening one per call', 'ss -s')];
      default:
        return space(path, trends);
    }
  },
});

const space = (path: string | undefined, trends: readonly Trend[]): readonly Remedy[] => {
  const trend = trends.find(({ resource }) => /storage|disk|space/i.test(resource));
  const where = path ? `the file system of ${path}` : 'the full file system';
  const folder = path && shellWord(path.slice(0, path.lastIndexOf('/')) || '/');
  return [
    remedyOf(`free space on ${where}, or grow it`, folder ? `df -h ${folder}` : 'df -h && df -i'),
    remedyOf(
      trend
        ? `${describeTrend(trend)}: rotate logs and alarm before it is full`
        : 'rotate logs, and alarm before the disk is full',
    ),
  ];
};
