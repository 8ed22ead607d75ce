/** The environment variables by which the stack tells its functions where things are: a contract between the two. */
export const ENVIRONMENT = {
  table: 'WHYDOWN_TABLE',
  bus: 'WHYDOWN_BUS',
  probeQueue: 'WHYDOWN_PROBE_QUEUE',
  diagnoseQueue: 'WHYDOWN_DIAGNOSE_QUEUE',
  notifyQueue: 'WHYDOWN_NOTIFY_QUEUE',
  /** Where steps go that were given up: the dead-letter queue of the function's own queue. */
  parkedQueue: 'WHYDOWN_PARKED_QUEUE',
  /** JSON: location to function, for every location but home. */
  probers: 'WHYDOWN_PROBERS',
  /** `true` where the checks together send metrics too, for alarms about the fleet. */
  fleetMetrics: 'WHYDOWN_FLEET_METRICS',
  /** How the names of our own alarms begin, which are never diagnosed. */
  ownAlarms: 'WHYDOWN_OWN_ALARMS',
} as const;

/** One of them; missing only where a function was made by other hands than the stack's. */
export const setting = (name: keyof typeof ENVIRONMENT): string => {
  const value = process.env[ENVIRONMENT[name]];
  if (value === undefined)
    throw new Error(
      `environment variable ${ENVIRONMENT[name]} is not set; deploy the function with the stack`,
    );
  return value;
};
