import * as v from 'valibot';

import type { AlertPolicy } from '../incident/policy.ts';
import { duration } from './duration.ts';
import { described, text, wholeNumber } from './fields.ts';

const flaky = v.strictObject({
  count: v.optional(
    described(wholeNumber(0, 100), 'Verdicts that were not clean; 0 switches the rule off.'),
    3,
  ),
  of: v.optional(described(wholeNumber(1, 100), 'Looked for in so many last verdicts.'), 20),
});

const quorum = v.union(
  [v.picklist(['any', 'majority']), wholeNumber(1, 50)],
  'expected any, majority or a number of locations',
);

const entries = {
  failureThreshold: v.optional(
    described(wholeNumber(1, 100), 'Verdicts `down` in a row that open an incident.'),
    2,
  ),
  successThreshold: v.optional(described(wholeNumber(1, 100), 'Clean verdicts in a row that resolve it.'), 2),
  flaky: v.optional(
    described(
      flaky,
      'Opens a `degraded` incident after `count` verdicts that were not clean among the last `of`, so that retries never hide a sick service.',
    ),
    {},
  ),
  quorum: v.optional(
    described(quorum, 'How many locations must say `down` in one tick. A silent location does not vote.'),
    'majority',
  ),
  reopenWithin: v.optional(
    described(
      duration({ min: 0 }),
      'A check that fails again within this time after its resolution reopens its incident.',
    ),
    '10m',
  ),
  waitForDiagnosis: v.optional(
    described(duration({ min: 0, max: 300_000 }), 'How long the first notification waits for the diagnosis.'),
    '20s',
  ),
  remindEvery: v.optional(
    described(duration({ min: 0 }), 'Time between reminders of an open incident; `0s` sends none.'),
    '0s',
  ),
  notify: v.optional(
    described(
      v.array(text('expected the name of a notifier')),
      'Names of notifiers; all of them when it is left out.',
    ),
  ),
};

/** `alert:` of a check; `notify` is filled in once all notifiers are known. */
export const alertSection = v.pipe(
  v.strictObject(entries),
  v.transform(({ reopenWithin, waitForDiagnosis, remindEvery, notify, ...rest }): AlertSection => ({
    ...rest,
    reopenWithinMs: reopenWithin,
    waitForDiagnosisMs: waitForDiagnosis,
    remindEveryMs: remindEvery,
    notify,
  })),
);

/** An alert policy whose notifiers may not be chosen yet. */
export type AlertSection = Omit<AlertPolicy, 'notify'> & { readonly notify: readonly string[] | undefined };
