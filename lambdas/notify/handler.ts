import { fileURLToPath } from 'node:url';

import { loadFrom } from '../../lib/aws/load-from.ts';
import { notifyFunction } from '../../lib/aws/notify-function.ts';
import { openPlan, PLAN_FOLDER } from '../../lib/aws/plan-folder.ts';
import { NOTIFIERS } from '../../lib/catalog.ts';
import { httpSender } from '../../lib/net/sender.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { systemRandomness } from '../../lib/system/randomness.ts';

/** Called for notifications and events that incidents owe. */
export const handler = notifyFunction(openPlan(fileURLToPath(new URL(PLAN_FOLDER, import.meta.url))), {
  http: httpSender(systemClock, systemRandomness),
  loadNotifier: loadFrom(NOTIFIERS, 'notifier'),
});
