import * as v from 'valibot';

import { described } from '../config/fields.ts';

/** The key that every notifier has: how much of the logs its channel may see. */
export const detailEntry = v.optional(
  described(
    v.picklist(['full', 'exception', 'link']),
    '`full` shows the log lines, `exception` leaves them out, `link` says only which check has which verdict and what kind of cause.',
  ),
  'full',
);
