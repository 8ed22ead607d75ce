import { fileURLToPath } from 'node:url';

import { loadFrom } from '../../lib/aws/load-from.ts';
import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';
import { probeFunction } from '../../lib/aws/probe-function.ts';
import { PROBERS } from '../../lib/catalog.ts';

/** Called for each tick of each shard. */
export const handler = probeFunction(
  openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))),
  loadFrom(PROBERS, 'check type'),
);
