import type { DiagnosedAlarms } from '../core/config/alarm-section.ts';
import type { FailingAttempt } from '../core/incident/incident.ts';
import { monitorCheck, type MonitorPorts } from '../core/monitor.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import { alarmCheckName, alarmCheckOf } from './alarm-check.ts';

/** A change of an alarm's state, as EventBridge tells it (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html). */
export interface AlarmEvent {
  readonly 'detail-type': 'CloudWatch Alarm State Change';
  readonly resources: readonly string[];
  readonly detail: {
    readonly alarmName: string;
    readonly state: { readonly value: string; readonly reason?: string; readonly timestamp: string };
  };
}

/** What judging an alarm needs of the world. */
export interface AlarmPorts extends Omit<MonitorPorts, 'probe' | 'failingOf'> {
  readonly selections: readonly DiagnosedAlarms[];
  /** All notifiers, for selections that name none. */
  readonly notifiers: readonly string[];
  /** The tags of an alarm, by its ARN. */
  readonly tagsOf: (arn: string) => Promise<Readonly<Record<string, string>>>;
  /** How the names of our own alarms begin. */
  readonly ownPrefix: string;
}

/** An alarm says that something was wrong at some time in here. */
const LOOKED_BACK_MS: Milliseconds = 300_000;

/** Whether a message of the diagnose queue is such an event. */
export const isAlarmEvent = (message: unknown): message is AlarmEvent =>
  typeof message === 'object' &&
  message !== null &&
  (message as Partial<AlarmEvent>)['detail-type'] === 'CloudWatch Alarm State Change';

/** Opens an incident when an alarm goes off, and resolves it when the alarm is OK; each change once, and never backwards. */
export const judgeAlarm = async (event: AlarmEvent, ports: AlarmPorts): Promise<void> => {
  const { alarmName, state } = event.detail;
  if (alarmName.startsWith(ports.ownPrefix)) return;
  const selections = await selectionsFor(event, ports);
  const check = alarmCheckOf(alarmCheckName(alarmName), selections, ports.notifiers);
  if (!check || selections.length === 0) return;
  const at = Date.parse(state.timestamp);
  const verdict = state.value === 'ALARM' ? 'down' : 'up';
  const result: ProbeResult = {
    checkName: check.name,
    location: 'home',
    tick: at,
    startedAt: at,
    endedAt: at,
    attempts: [],
    verdict,
  };
  await monitorCheck(check, at, await ports.store.state(check.name), {
    ...ports,
    probe: async () => result,
    failingOf: () => (verdict === 'down' ? [failingOf(alarmName, state.reason ?? '', at)] : []),
  });
};

const selectionsFor = async (
  { detail, resources }: AlarmEvent,
  { selections, tagsOf }: AlarmPorts,
): Promise<readonly DiagnosedAlarms[]> => {
  const byTags = selections.some(({ match }) => match.kind === 'tags');
  const tags = byTags ? await tagsOf(resources[0] ?? '') : {};
  return selections.filter(({ match }) => {
    if (match.kind === 'name') return match.name === detail.alarmName;
    if (match.kind === 'prefix') return detail.alarmName.startsWith(match.prefix);
    return Object.entries(match.tags).every(([name, value]) => tags[name] === value);
  });
};

/** What there is to explain: no request, only a stretch of time. */
const failingOf = (alarm: string, reason: string, at: EpochMs): FailingAttempt => ({
  tick: at,
  location: 'home',
  number: 1,
  startedAt: at - LOOKED_BACK_MS,
  durationMs: LOOKED_BACK_MS,
  phases: {},
  id: { requestId: '', traceparent: '', amznTraceId: '' },
  answeredIds: {},
  target: `alarm ${alarm}`,
  failure: { kind: 'assertion', message: reason === '' ? 'the alarm went off' : reason },
  failedAssertions: [],
});
