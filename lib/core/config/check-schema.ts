import * as v from 'valibot';

import type { Prober } from '../probe/contract.ts';
import { expectSchema } from '../assertions/expect.ts';
import { alertSection } from './alert-section.ts';
import { componentItem } from './component-section.ts';
import { duration } from './duration.ts';
import { described, httpUrl, name, text, texts } from './fields.ts';
import { retrySection } from './retry-section.ts';

/** What the config needs to know of a check type. */
export type CheckType = Pick<
  Prober,
  'type' | 'summary' | 'only' | 'leastInterval' | 'entries' | 'files' | 'expects' | 'schemes' | 'describe'
>;

/** A probe needs a second, and one second is left between its end and the next tick. AWS asks for more, see cross-check. */
const MIN_INTERVAL_MS = 2_000;
const MAX_INTERVAL_MS = 86_400_000;

const locationNames = v.pipe(
  v.array(text('expected the name of a location'), 'expected a list of locations'),
  v.minLength(1, 'expected at least one location'),
);

/** The keys that every check has, whatever its type. */
export const COMMON_ENTRIES = {
  name: described(name(), 'Unique; the `CheckName` of its metrics.'),
  type: v.optional(
    described(
      text('expected a check type'),
      'The check type; can be left out where the scheme of `url` says it.',
    ),
  ),
  enabled: v.optional(described(v.boolean(), 'Whether it is watched at all.'), true),
  group: v.optional(described(text(), 'A word that belongs together: a product, a team.')),
  description: v.optional(described(text(), 'One sentence for those who are woken up by it.')),
  runbook: v.optional(described(httpUrl(), 'A page that is linked in every notification.')),
  tags: v.optional(described(texts(), 'Names and values that go with its results.'), {}),
  interval: v.optional(
    described(
      duration({ min: MIN_INTERVAL_MS, max: MAX_INTERVAL_MS }),
      'Time between two probes: from 2s, on AWS from 10s.',
    ),
    '1m',
  ),
  timeout: v.optional(
    described(
      duration({ min: 1, max: 600_000 }),
      'For one attempt; `10s` when it is left out, or less where the interval leaves no room.',
    ),
  ),
  deadline: v.optional(
    described(
      duration({ min: 1 }),
      'For the whole probe with its retries, at most interval − 1 s; when it is left out, what its attempts and waits can take.',
    ),
  ),
  retry: v.optional(described(retrySection, 'When and how often a failed attempt is repeated.'), {}),
  alert: v.optional(described(alertSection, 'When verdicts become an incident, and whom to tell.'), {}),
  diagnose: v.optional(
    described(
      v.strictObject({
        components: v.optional(
          described(v.array(componentItem, 'expected a list of components'), 'What is behind the check.'),
          [],
        ),
      }),
      'Where to look for the cause.',
    ),
    {},
  ),
  reach: v.optional(
    described(
      v.picklist(['public', 'private']),
      'Where it may connect: `public` refuses loopback, link-local and private addresses, also after redirects.',
    ),
  ),
  locations: v.optional(
    described(locationNames, 'From where it is probed; from all locations when it is left out.'),
  ),
  metrics: v.optional(
    described(v.picklist(['minimal', 'standard', 'full', 'fleet']), 'How many metrics it sends.'),
    'standard',
  ),
};

/** The assertions of a type, and that it fails. */
const expectOf = (type: CheckType) =>
  v.pipe(
    expectSchema([...type.expects, 'failure']),
    v.check(
      ({ failure, ...others }) => failure === undefined || Object.keys(others).length === 0,
      'expected failure alone, for an attempt that fails has no other facts',
    ),
  );

/** The keys of a check of one type: the common ones, its own, and the assertions that make sense for it. */
export const checkSchema = (type: CheckType) =>
  v.strictObject({
    ...COMMON_ENTRIES,
    expect: v.optional(described(expectOf(type), 'What must be true of the answer.'), {}),
    ...type.entries,
  });

/** A check as its schema leaves it. */
export type CheckInput = v.InferOutput<v.StrictObjectSchema<typeof COMMON_ENTRIES, undefined>>;
