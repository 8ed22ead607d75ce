import { fileURLToPath } from 'node:url';

import { diagnoseFunction } from '../../lib/aws/diagnose-function.ts';
import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';
import { CAUSE_RULES, LOG_FORMATS } from '../../lib/catalog.ts';

/** Called for diagnoses that incidents owe, and for alarms that are diagnosed. */
export const handler = diagnoseFunction(openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))), {
  formats: LOG_FORMATS,
  rules: CAUSE_RULES,
});
