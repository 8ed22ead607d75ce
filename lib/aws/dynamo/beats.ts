import type { BeatStore } from '../../core/ports.ts';
import { afterSignal, type Beat } from '../../core/probe/beat.ts';
import { dataOf, keyItem } from './items.ts';
import { beatKey } from './keys.ts';
import { getItem, isVersion, writeItem, type Table } from './table.ts';

/** Jobs call now and then; more than this many writers at once are a fault. */
const WRITE_TRIES = 5;

interface Known {
  readonly version: number;
  readonly beat: Beat | undefined;
}

/** Signs of life in the table of states, one item per job, each written under the condition that nobody wrote meanwhile. */
export const dynamoBeats = (table: Table): BeatStore => {
  const read = async (checkName: string): Promise<Known> => {
    const item = await getItem(table, keyItem(beatKey(checkName)));
    return { version: Number(item?.['version']?.N ?? 0), beat: dataOf(item) as Beat | undefined };
  };

  const change = async (checkName: string, next: (beat: Beat | undefined) => Beat): Promise<Beat> => {
    for (let tries = 0; tries < WRITE_TRIES; tries++) {
      const { version, beat } = await read(checkName);
      const changed = next(beat);
      if (changed === beat) return beat;
      const Item = {
        ...keyItem(beatKey(checkName)),
        version: { N: String(version + 1) },
        data: { S: JSON.stringify(changed) },
      };
      if (await writeItem(table, { Put: { TableName: table.name, Item, ...isVersion(version) } }))
        return changed;
    }
    throw new Error(`heartbeats of ${checkName} were written by others ${WRITE_TRIES} times in a row`);
  };

  return {
    record: async (checkName, signal) => void (await change(checkName, (beat) => afterSignal(beat, signal))),
    last: (checkName, now) => change(checkName, (beat) => beat ?? { kind: 'watched', at: now }),
  };
};
