import { RemovalPolicy, Token, type Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

import type { ProgramSettings } from './program.ts';
import type { WhydownProps } from './whydown-props.ts';

/** The defaults of the props; the comments of `WhydownProps` say the same, and a test compares the two. */
export const DEFAULTS = {
  checkAlarms: true,
  maxCheckAlarms: 200,
  fleetAlarmPercent: 5,
  checkAlarmActions: [],
  checkAlarmOkActions: [],
  durationAlarms: false,
  dashboard: true,
  architecture: Architecture.ARM_64,
  probeMemorySize: 512,
  tags: {},
  logRetention: RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY,
} as const satisfies Partial<WhydownProps>;

/** The props with their defaults. */
export type WhydownSettings = Omit<WhydownProps, keyof typeof DEFAULTS> &
  Required<Pick<WhydownProps, keyof typeof DEFAULTS>>;

/** MiB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MEMORY = { min: 128, max: 10_240 } as const;

/** Fills in the defaults, and throws with what is wrong before anything is made. */
export const settingsOf = (props: WhydownProps, stack: Stack): WhydownSettings => {
  const given = Object.entries(props).filter(([, value]) => value !== undefined);
  const settings: WhydownSettings = {
    ...DEFAULTS,
    ...(Object.fromEntries(given) as unknown as WhydownProps),
  };
  assertNumbers(settings);
  assertKeyRegion(settings, stack);
  return settings;
};

/** What all functions are made with, here and elsewhere. */
export const programSettings = (settings: WhydownSettings): ProgramSettings => {
  const { logRetention, removalPolicy, architecture, permissionsBoundary, encryptionKey } = settings;
  return {
    logRetention,
    removalPolicy,
    architecture,
    ...(permissionsBoundary && { permissionsBoundary }),
    ...(encryptionKey && { encryptionKey }),
  };
};

const assertNumbers = (settings: WhydownSettings): void => {
  const { probeMemorySize: memory, maxCheckAlarms: max, fleetAlarmPercent: percent } = settings;
  if (!Number.isInteger(memory) || memory < MEMORY.min || memory > MEMORY.max)
    throw new Error(`probeMemorySize: expected whole MiB from ${MEMORY.min} to ${MEMORY.max}, got ${memory}`);
  if (!Number.isInteger(max) || max < 0)
    throw new Error(`maxCheckAlarms: expected a whole number, got ${max}`);
  if (!(percent > 0 && percent <= 100))
    throw new Error(`fleetAlarmPercent: expected more than 0 and at most 100, got ${percent}`);
};

const assertKeyRegion = ({ encryptionKey }: WhydownSettings, { region, stackName }: Stack): void => {
  const keyRegion = encryptionKey?.env.region ?? region;
  if (Token.isUnresolved(keyRegion) || Token.isUnresolved(region) || keyRegion === region) return;
  throw new Error(
    `encryptionKey: the key is in ${keyRegion} and stack ${stackName} in ${region}, but a key encrypts in its own region alone`,
  );
};
