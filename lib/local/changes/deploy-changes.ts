import type { ComponentRef } from '../../core/diagnosis/component.ts';
import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import { runLines, troubleOf } from '../logs/run-lines.ts';

/** Deploys explain a failure; nothing waits longer than this for an explanation. */
const GIVE_UP_MS: Milliseconds = 10_000;

const MAX_DEPLOYS = 1_000;
const COMPLAINTS_KEPT = 5;

/**
 * The deploys that a command lists, a line each: ISO time, space, what was deployed. It finds the stretch that is asked
 * for in `WHYDOWN_FROM` and `WHYDOWN_TO`, and may list more.
 */
export const deployChanges = async (
  { command, name }: ComponentRef & { readonly kind: 'deploys' },
  from: EpochMs,
  to: EpochMs,
): Promise<readonly Change[]> => {
  const changes: Change[] = [];
  const complaints: string[] = [];
  const end = await runLines({
    argv: command,
    env: { WHYDOWN_FROM: new Date(from).toISOString(), WHYDOWN_TO: new Date(to).toISOString() },
    signal: AbortSignal.timeout(GIVE_UP_MS),
    line: (text, stream) => {
      const change = stream === 'stdout' ? parseDeploy(text, name) : undefined;
      if (change) {
        if (from <= change.at && change.at <= to && changes.length < MAX_DEPLOYS) changes.push(change);
      } else if (text.trim() !== '' && complaints.length < COMPLAINTS_KEPT) complaints.push(text.trim());
    },
  });
  const trouble = troubleOf(end, complaints);
  if (trouble !== undefined) throw new Error(`deploys by ${command.join(' ')}: ${trouble}`);
  return changes;
};

// 2026-11-22T10:05:25Z release v42 by ada
const DEPLOY = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))\s{1,8}(\S.{0,199})/;

const parseDeploy = (text: string, component: string): Change | undefined => {
  const [, time = '', what = ''] = DEPLOY.exec(text) ?? [];
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : { at, what: what.trim(), component };
};
