import type { Check } from '../core/check.ts';
import type { DiagnosedAlarms } from '../core/config/alarm-section.ts';

/** Incidents of alarms are those of checks with such a name, so that they live in the same table and steps. */
const PREFIX = 'alarm/';

/** The name of the check that stands for an alarm. */
export const alarmCheckName = (alarm: string): string => `${PREFIX}${alarm}`;

/** Whether a check stands for an alarm, and so is in no plan. */
export const isAlarmCheck = (checkName: string): boolean => checkName.startsWith(PREFIX);

/** The check that stands for an alarm: judged at once, since the alarm itself did the counting. Undefined for other names. */
export const alarmCheckOf = (
  checkName: string,
  selections: readonly DiagnosedAlarms[],
  notifiers: readonly string[],
): Check | undefined => {
  if (!isAlarmCheck(checkName)) return undefined;
  const alarm = checkName.slice(PREFIX.length);
  const matching = selections.filter(({ match }) => mayMatch(match, alarm));
  const named = matching.filter(({ match }) => match.kind !== 'tags');
  const chosen = named.length > 0 ? named : matching;
  return {
    ...JUDGED_AT_ONCE,
    name: checkName,
    description: `the CloudWatch alarm ${alarm}`,
    components: chosen.flatMap(({ components }) => components),
    alert: {
      ...JUDGED_AT_ONCE.alert,
      notify: [...new Set(chosen.flatMap(({ notify }) => notify ?? notifiers))],
    },
  };
};

/** Tags are known only while the alarm's event is at hand; later, each selection by tags may be the one. */
const mayMatch = (match: DiagnosedAlarms['match'], alarm: string): boolean => {
  switch (match.kind) {
    case 'name':
      return match.name === alarm;
    case 'prefix':
      return alarm.startsWith(match.prefix);
    case 'tags':
      return true;
  }
};

const JUDGED_AT_ONCE: Check = {
  name: '',
  tags: {},
  type: 'alarm',
  target: {},
  intervalMs: 60_000,
  timeoutMs: 1_000,
  deadlineMs: 1_000,
  retry: {
    attempts: 1,
    backoff: 'constant',
    baseMs: 0,
    capMs: 0,
    jitter: 'none',
    retryOn: [],
    address: 'same',
    retryNonIdempotent: false,
  },
  assertions: [],
  alert: {
    failureThreshold: 1,
    successThreshold: 1,
    flaky: { count: 0, of: 1 },
    quorum: 'any',
    reopenWithinMs: 600_000,
    waitForDiagnosisMs: 20_000,
    remindEveryMs: 0,
    notify: [],
  },
  components: [],
  reach: 'public',
  locations: ['home'],
  metrics: 'fleet',
};
