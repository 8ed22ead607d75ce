import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

import type { Config } from '../core/config/config.ts';
import { CheckAlarms } from './check-alarms.ts';
import { FleetAlarms } from './fleet-alarms.ts';
import type { WhydownSettings } from './whydown-settings.ts';

/** The alarms about what the config watches. */
export interface ConfigAlarms {
  readonly checks: CheckAlarms | undefined;
  readonly fleet: FleetAlarms | undefined;
}

/** Which alarms a config has. */
export interface AlarmKinds {
  /** One for each check that sends metrics of its own. */
  readonly perCheck: boolean;
  /** Whose groups have one: those of the level `fleet`, or all where they are too many for one each. */
  readonly perGroup: 'fleet' | 'all' | undefined;
}

/** One alarm per check up to the limit, and one per group for the checks that have none. */
export const alarmKinds = (
  { checks }: Config,
  { checkAlarms, maxCheckAlarms }: WhydownSettings,
): AlarmKinds => {
  const watched = checks.filter(({ metrics }) => metrics !== 'fleet').length;
  if (!checkAlarms) return { perCheck: false, perGroup: undefined };
  if (watched > maxCheckAlarms) return { perCheck: false, perGroup: 'all' };
  return { perCheck: true, perGroup: watched < checks.length ? 'fleet' : undefined };
};

/** Makes them. */
export const configAlarms = (scope: Construct, config: Config, settings: WhydownSettings): ConfigAlarms => {
  const { checkAlarmActions, checkAlarmOkActions, durationAlarms, fleetAlarmPercent } = settings;
  const kinds = alarmKinds(config, settings);
  const props = { config, actions: checkAlarmActions, okActions: checkAlarmOkActions };
  return {
    checks: kinds.perCheck ? new CheckAlarms(scope, 'Checks', { ...props, durationAlarms }) : undefined,
    fleet: kinds.perGroup
      ? new FleetAlarms(scope, 'Fleet', {
          ...props,
          config: kinds.perGroup === 'fleet' ? { ...config, checks: atFleetLevel(config) } : config,
          percent: fleetAlarmPercent,
        })
      : undefined,
  };
};

const atFleetLevel = ({ checks }: Config): Config['checks'] =>
  checks.filter(({ metrics }) => metrics === 'fleet');

/** Why there is no alarm for a check. */
export const noAlarm = (checkName: string, { checkAlarms, maxCheckAlarms }: WhydownSettings): string =>
  `there is no alarm for check "${checkName}": ${
    checkAlarms
      ? `with more than ${maxCheckAlarms} checks the fleet has alarms in their place; raise maxCheckAlarms`
      : 'checkAlarms is false'
  }`;

/** The alarms that a dashboard can show: those of nested stacks would be as many outputs and parameters. */
export const shownAlarms = ({ checks, fleet }: ConfigAlarms): readonly Alarm[] => [
  ...(fleet && !fleet.nested ? fleet.alarms : []),
  ...(checks && !checks.nested ? checks.alarms : []),
];
