/** What a stack says about itself in one of its outputs, as JSON: a contract between it and `whydown doctor`. */
export interface Deployment {
  /** The version of this contract; it also tells our output from others. */
  readonly whydown: 1;
  /** Names of the functions. */
  readonly functions: Readonly<Record<'dispatch' | 'probe' | 'diagnose' | 'notify', string>>;
  /** URLs; the parked ones are dead-letter queues. */
  readonly queues: Readonly<
    Record<'probe' | 'diagnose' | 'notify' | 'diagnoseParked' | 'notifyParked', string>
  >;
  /** The schedule that calls dispatch, in the default group. */
  readonly schedule: string;
  /** Where alarms about whydown itself go. */
  readonly topic: string;
  readonly table: string;
  /** How the names of our alarms begin. */
  readonly alarms: string;
}

/** The path of the construct that made it, without what a logical id has no room for: `Probes`. */
export const constructOf = (stack: string, { alarms }: Deployment): string => alarms.slice(stack.length + 1);

/** The deployment in the value of an output; undefined when it is another's output. */
export const deploymentIn = (value: string): Deployment | undefined => {
  try {
    const parsed = JSON.parse(value) as Partial<Deployment> | null;
    return parsed?.whydown === 1 ? (parsed as Deployment) : undefined;
  } catch {
    return undefined;
  }
};
