import * as v from 'valibot';

import type { ComponentRef } from '../diagnosis/component.ts';
import { componentItem } from './component-section.ts';
import { described, text, texts } from './fields.ts';

/** Which CloudWatch alarms start a diagnosis: one by name, all with a prefix, or all with these tags. */
export type AlarmMatch =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'tags'; readonly tags: Readonly<Record<string, string>> };

/** Alarms of the user's own that open an incident here, what is behind them, and whom to tell. */
export interface DiagnosedAlarms {
  readonly match: AlarmMatch;
  readonly components: readonly ComponentRef[];
  /** Names of notifiers. */
  readonly notify: readonly string[] | undefined;
}

/** The keys of one item of `diagnoseAlarms`. */
export const ALARM_ENTRIES = {
  name: v.optional(described(text('expected the name of an alarm'), 'One alarm, by its name.')),
  prefix: v.optional(described(text('expected the beginning of a name'), 'All alarms whose names begin so.')),
  tags: v.optional(
    described(
      texts('expected a map of tags'),
      'All alarms with these tags; looked up when an alarm goes off.',
    ),
  ),
  components: v.optional(
    described(
      v.array(componentItem, 'expected a list of components'),
      'What is behind the alarms, as in `diagnose.components`.',
    ),
    [],
  ),
  notify: v.optional(
    described(
      v.array(text('expected the name of a notifier')),
      'Names of notifiers; all of them when it is left out.',
    ),
  ),
};

const ONE_OF = 'expected exactly one of name, prefix, tags';

/** One item of `diagnoseAlarms`. */
export const alarmItem = v.pipe(
  v.strictObject(ALARM_ENTRIES),
  v.check(
    ({ name, prefix, tags }) => [name, prefix, tags].filter((each) => each !== undefined).length === 1,
    ONE_OF,
  ),
  v.transform(({ name, prefix, tags, components, notify }): DiagnosedAlarms => ({
    match: matchOf(name, prefix, tags),
    components,
    notify,
  })),
);

const matchOf = (
  name: string | undefined,
  prefix: string | undefined,
  tags: Readonly<Record<string, string>> | undefined,
): AlarmMatch => {
  if (name !== undefined) return { kind: 'name', name };
  return prefix === undefined ? { kind: 'tags', tags: tags ?? {} } : { kind: 'prefix', prefix };
};
