import { fileURLToPath } from 'node:url';

import { dispatchFunction } from '../../lib/aws/dispatch-function.ts';
import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';

/** Called once in every minute. */
export const handler = dispatchFunction(openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))));
