import { hashOf } from '../../core/config/plan.ts';
import type { HashRange } from '../../core/ports.ts';

/**
 * States lie in this many partitions, for one takes 1,000 writes a second and a hundred thousand failing checks a minute
 * are 1,667 (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html).
 */
const STATE_PARTITIONS = 16;

/** Hex digits of the sortable form of a hash: 13 digits are the 52 bits that a number keeps exactly. */
const HASH_DIGITS = 13;

const TOP = 2 ** (4 * HASH_DIGITS);

/** `hash` in [0, 1) as a fixed number of hex digits, so that text order is number order. */
const hashText = (hash: number): string =>
  Math.min(TOP - 1, Math.floor(hash * TOP))
    .toString(16)
    .padStart(HASH_DIGITS, '0');

export const TABLE_INDEX = { due: 'due', status: 'status' } as const;

/**
 * What an incident owes, beside its keys in the index of what is due: a sweep reads thousands of them without reading one
 * incident.
 */
export const OWED = 'owed';

/** Incidents are spread over as many keys in the indexes, since a storm writes thousands of them at once. */
const INDEX_PARTITIONS = 32;

const indexKey = (word: string, partition: number): string => `${word}#${partition.toString(16)}`;

/** Where an incident stands in an index: the word, and the first digits of its id's hash. */
export const indexKeyOf = (word: string, incidentId: string): string =>
  indexKey(word, Math.floor(hashOf(incidentId) * INDEX_PARTITIONS));

/** All keys of an index under which incidents with this word stand. */
export const indexKeys = (word: string): readonly string[] =>
  Array.from({ length: INDEX_PARTITIONS }, (_, partition) => indexKey(word, partition));

/** Where the state of a check lies: its hash decides the partition, hash and name the place in it. */
export const stateKey = (hash: number, checkName: string): { readonly pk: string; readonly sk: string } => {
  const text = hashText(hash);
  return { pk: `STATE#${text.slice(0, 1)}`, sk: `${text}#${checkName}` };
};

/** One query per partition that the range touches; a shard lies within one as long as there are 16 shards or more. */
export const stateQueries = (
  range: HashRange,
): readonly { readonly pk: string; readonly from: string; readonly to: string }[] => {
  const [first, last] = [
    Math.floor(range.from * STATE_PARTITIONS),
    Math.ceil(range.to * STATE_PARTITIONS) - 1,
  ];
  const partitions = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return partitions.map((partition) => ({
    pk: `STATE#${partition.toString(16)}`,
    from: hashText(range.from),
    // `~` sorts after every hex digit; without it the range's end, which is excluded, is the bound.
    to: range.to >= 1 ? '~' : hashText(range.to),
  }));
};

/** How the partition keys of heartbeats begin: the heartbeat function may write these and no others. */
export const BEAT_PREFIX = 'BEAT#';

export const incidentKey = (id: string): { readonly pk: string; readonly sk: string } => ({
  pk: `INCIDENT#${id}`,
  sk: 'INCIDENT',
});

/** Where the last sign of life of a job lies. */
export const beatKey = (checkName: string): { readonly pk: string; readonly sk: string } => ({
  pk: `${BEAT_PREFIX}${checkName}`,
  sk: 'BEAT',
});

export const claimKey = (key: string): { readonly pk: string; readonly sk: string } => ({
  pk: `STORM#${key}`,
  sk: 'CLAIM',
});

/**
 * Those that joined an incident lie in this many partitions, for one takes 500 transactional writes a second and a hundred
 * thousand checks behind one database open 1,667.
 */
const JOINED_PARTITIONS = 8;

const joinedPartition = (parentId: string, part: number): string => `JOINED#${parentId}#${part}`;

/** Where it is noted that an incident joined another. */
export const joinedKey = (
  parentId: string,
  incidentId: string,
  hash: number,
): { readonly pk: string; readonly sk: string } => ({
  pk: joinedPartition(parentId, Math.floor(hash * JOINED_PARTITIONS)),
  sk: incidentId,
});

/** The partitions that hold all that joined an incident. */
export const joinedPartitions = (parentId: string): readonly string[] =>
  Array.from({ length: JOINED_PARTITIONS }, (_, part) => joinedPartition(parentId, part));

export const fingerprintKey = (
  fingerprint: string,
  incidentId: string,
): { readonly pk: string; readonly sk: string } => ({
  pk: `FINGERPRINT#${fingerprint}`,
  sk: incidentId,
});
