import { open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';

/** A thousand moves and more; older ones explain nothing. */
const REFLOG_BYTES = 256 * 1024;

/**
 * When a working copy came to another commit, from its reflog: a commit may be days old when it is deployed. Reads the
 * file itself, since Git would run what the settings of a folder of somebody else say. Empty where there is none.
 */
export const gitChanges = async (folder: string, from: EpochMs, to: EpochMs): Promise<readonly Change[]> => {
  const reflog = await tailOf(join(await gitFolder(folder), 'logs/HEAD')).catch(() => '');
  return reflog
    .split('\n')
    .flatMap((line) => parseMove(line, folder))
    .filter(({ at }) => at >= from && at <= to);
};

/** In worktrees and submodules, `.git` is a file that names the folder. */
const gitFolder = async (folder: string): Promise<string> => {
  const path = join(folder, '.git');
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return path;
  const [, target = ''] = /^gitdir: (.+)/.exec(await readFile(path, 'utf8')) ?? [];
  return resolve(folder, target);
};

const tailOf = async (path: string): Promise<string> => {
  await using file = await open(path);
  const { size } = await file.stat();
  const length = Math.min(size, REFLOG_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8');
};

// 83d4487…(40) 6b12747…(40) Ada Park <ada@example.com> 1795601153 +0100	pull: Fast-forward
const MOVE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]{0,500}> (\d{1,12}) [+-]\d{4}\t(.{0,200})/;

const parseMove = (line: string, folder: string): readonly Change[] => {
  const [whole, before = '', after = '', seconds, how = ''] = MOVE.exec(line) ?? [];
  if (whole === undefined) return [];
  const isFirst = /^0+$/.test(before);
  return [
    {
      at: Number(seconds) * 1000,
      what: `commit ${after.slice(0, 7)} (${how})`,
      component: folder,
      ...(!isFirst && { rollBack: `git -C ${folder} checkout ${before.slice(0, 7)}` }),
    },
  ];
};
