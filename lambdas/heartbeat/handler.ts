import { fileURLToPath } from 'node:url';

import { heartbeatFunction } from '../../lib/aws/heartbeat-function.ts';
import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';

/** Called by jobs, through the function's URL. */
export const handler = heartbeatFunction(openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))));
