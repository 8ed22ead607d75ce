import { fileURLToPath } from 'node:url';

import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';
import { widgetFunction } from '../../lib/aws/widget-function.ts';

/** Called by dashboards that show the incidents. */
export const handler = widgetFunction(openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))));
