import type { CheckState, Incident } from './incident.ts';

/** A text that a store keeps, and where it lies: `item STATE#3 0333#orders`, `row orders of check_state`. */
export interface Stored {
  readonly text: string;
  readonly place: string;
}

/** The state in a text; throws with its place where it is none. */
export const storedState = (stored: Stored): CheckState =>
  shaped(
    stored,
    'state',
    ({ checkName, unclean }: Partial<CheckState>) => !!checkName && Array.isArray(unclean),
  );

/** The incident in a text; throws with its place where it is none. */
export const storedIncident = (stored: Stored): Incident =>
  shaped(stored, 'incident', ({ id, steps }: Partial<Incident>) => !!id && Array.isArray(steps));

/** What a text says; throws with its place where it is no JSON. */
export const storedJson = ({ text, place }: Stored): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${place} holds no JSON; delete it to go on`, { cause });
  }
};

/** What can be read of many; one that cannot takes no other along, but is told and left out. */
export function* readable<Kept, Value>(
  all: Iterable<Kept>,
  read: (kept: Kept) => Value,
  leftOut: (error: unknown) => void,
): Generator<Value> {
  for (const kept of all) {
    let value: Value;
    try {
      value = read(kept);
    } catch (error) {
      leftOut(error);
      continue;
    }
    yield value;
  }
}

const shaped = <Value extends object>(
  stored: Stored,
  what: string,
  isOne: (value: Partial<Value>) => boolean,
): Value => {
  const value = storedJson(stored) as Value | null;
  if (value === null || !isOne(value))
    throw new Error(`${stored.place} holds no ${what}; delete it to go on`);
  return value;
};
