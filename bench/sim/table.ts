import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';

import { OWED, TABLE_INDEX } from '../../lib/aws/dynamo/keys.ts';

type Item = Record<string, AttributeValue>;
type Write = NonNullable<TransactWriteItem['Put'] | TransactWriteItem['Delete']>;

/** What the table was asked for, in the units that AWS bills on demand. */
export interface TableUse {
  reads: number;
  writes: number;
  /** Writes a second to the partition key that takes most of them; DynamoDB allows 1,000. */
  hottestWritesPerSecond: number;
}

/**
 * A table in memory behind the calls of the client that the store makes, no more and no less; an expression that it does not
 * know throws. Units (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html): a strong
 * read is one for each 4 KB, an eventual one half; a write one for each KB, twice in a transaction; a query reads at least one
 * unit; an index bills its own writes.
 */
export const simTable = (now: () => number) => {
  const use: TableUse = { reads: 0, writes: 0, hottestWritesPerSecond: 0 };
  const partitions = new Map<string, Map<string, Item>>();
  const indexes = new Map(INDEXES.map((index) => [index.name, new Map<string, Map<string, Item>>()]));
  const heat = heatOf(use, now);

  const get = (key: Item): Item | undefined => partitions.get(text(key['pk']))?.get(text(key['sk']));

  const replace = (key: Item, item: Item | undefined): void => {
    const [pk, sk] = [text(key['pk']), text(key['sk'])];
    const before = get(key);
    if (item) within(partitions, pk).set(sk, item);
    else drop(partitions, pk, sk);
    for (const index of INDEXES) use.writes += reindex(index, before, item);
  };

  /** An entry that appears, changes or goes bills a unit for each KB, and one that moves bills two. */
  const reindex = (index: Index, before: Item | undefined, after: Item | undefined): number => {
    const entries = indexes.get(index.name)!;
    const [old, fresh] = [before && entryOf(index, before), after && entryOf(index, after)];
    const id = idOf(before ?? after ?? {});
    const place = (entry: Item): string => `${text(entry[index.hash])} ${text(entry[index.sort])}`;
    if (old && fresh && JSON.stringify(old) === JSON.stringify(fresh)) return 0;
    if (old) drop(entries, text(old[index.hash]), id);
    if (fresh) within(entries, text(fresh[index.hash])).set(id, fresh);
    for (const entry of [old, fresh]) if (entry) heat(`${index.name} ${text(entry[index.hash])}`);
    if (old && fresh && place(old) === place(fresh)) return unitsOf(bytesOf(fresh), 1_024);
    return (old ? unitsOf(bytesOf(old), 1_024) : 0) + (fresh ? unitsOf(bytesOf(fresh), 1_024) : 0);
  };

  const write = (wanted: Write, times: number): boolean => {
    const key = 'Item' in wanted ? wanted.Item! : (wanted as { Key: Item }).Key;
    const before = get(key);
    const bytes = Math.max(before ? bytesOf(before) : 0, 'Item' in wanted ? bytesOf(wanted.Item!) : 0);
    const units = Math.max(1, unitsOf(bytes, 1_024)) * times;
    use.writes += units;
    heat(text(key['pk']), units);
    return holds(wanted, before);
  };

  const apply = (wanted: Write): void => {
    if ('Item' in wanted) replace(wanted.Item!, wanted.Item);
    else replace((wanted as { Key: Item }).Key, undefined);
  };

  const single = (wanted: Write): object => {
    const key = 'Item' in wanted ? wanted.Item! : (wanted as { Key: Item }).Key;
    if (!write(wanted, 1))
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: {},
        ...(wanted.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: get(key)! }),
      });
    apply(wanted);
    return {};
  };

  const transact = (writes: readonly TransactWriteItem[]): object => {
    const all = writes.map(({ Put: put, Delete: gone }) => (put ?? gone) as Write);
    const codes = all.map((each) => (write(each, 2) ? 'None' : 'ConditionalCheckFailed'));
    if (codes.some((code) => code !== 'None'))
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    for (const each of all) apply(each);
    return {};
  };

  const query = (input: QueryCommandInput): object => {
    const { found, after } = candidates(input, { partitions, indexes });
    const start = input.ExclusiveStartKey ? found.findIndex((item) => after(item)) + 1 : 0;
    const page: Item[] = [];
    let bytes = 0;
    let next = start;
    for (; next < found.length && bytes < MAX_PAGE_BYTES; next++) {
      if (input.Limit !== undefined && page.length >= input.Limit) break;
      bytes += bytesOf(found[next]!);
      page.push(found[next]!);
    }
    use.reads += Math.max(1, unitsOf(bytes, 4_096)) * (input.ConsistentRead ? 1 : 0.5);
    const last = page.at(-1);
    return {
      Items: page.filter(filterOf(input)),
      ...(next < found.length && last && { LastEvaluatedKey: { pk: last['pk'], sk: last['sk'] } }),
    };
  };

  const read = (key: Item, strong: boolean | undefined): Item | undefined => {
    const item = get(key);
    use.reads += Math.max(1, item ? unitsOf(bytesOf(item), 4_096) : 1) * (strong ? 1 : 0.5);
    return item;
  };

  const answer = (name: string, input: Record<string, unknown>): object => {
    switch (name) {
      case 'GetItemCommand':
        return { Item: read(input['Key'] as Item, input['ConsistentRead'] as boolean) };
      case 'PutItemCommand':
      case 'DeleteItemCommand':
        return single(input as unknown as Write);
      case 'TransactWriteItemsCommand':
        return transact(input['TransactItems'] as TransactWriteItem[]);
      case 'QueryCommand':
        return query(input as unknown as QueryCommandInput);
      case 'BatchGetItemCommand':
        return {
          Responses: Object.fromEntries(
            Object.entries(input['RequestItems'] as Record<string, { Keys: Item[] }>).map(
              ([table, { Keys }]) => [
                table,
                Keys.map((key) => read(key, true)).filter((item) => item !== undefined),
              ],
            ),
          ),
        };
      default:
        throw new Error(`the table of the simulation does not know ${name}`);
    }
  };

  const client = {
    // A call takes no time here; that of the real one is part of what an invocation costs.
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
      answer(command.constructor.name, command.input as Record<string, unknown>),
  } as unknown as DynamoDBClient;

  const items = (): readonly Item[] => [...partitions.values()].flatMap((each) => [...each.values()]);
  return { client, use, items, bytes: () => items().reduce((sum, item) => sum + bytesOf(item), 0) };
};

const MAX_PAGE_BYTES = 1_048_576;

interface Index {
  readonly name: string;
  readonly hash: string;
  readonly sort: string;
  readonly more: readonly string[];
}

const INDEXES: readonly Index[] = [
  { name: TABLE_INDEX.due, hash: 'due', sort: 'dueAt', more: [OWED] },
  { name: TABLE_INDEX.status, hash: 'status', sort: 'openedAt', more: [] },
];

const text = (value: AttributeValue | undefined): string => value?.S ?? value?.N ?? '';

const idOf = (item: Item): string => `${text(item['pk'])} ${text(item['sk'])}`;

const within = <Key, Value>(map: Map<Key, Map<string, Value>>, key: Key): Map<string, Value> => {
  const found = map.get(key) ?? new Map<string, Value>();
  map.set(key, found);
  return found;
};

const drop = <Value>(map: Map<string, Map<string, Value>>, key: string, id: string): void => {
  const found = map.get(key);
  found?.delete(id);
  if (found?.size === 0) map.delete(key);
};

const entryOf = ({ hash, sort, more }: Index, item: Item): Item | undefined =>
  item[hash] === undefined || item[sort] === undefined
    ? undefined
    : Object.fromEntries(
        ['pk', 'sk', hash, sort, ...more].flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
      );

const unitsOf = (bytes: number, per: number): number => Math.ceil(bytes / per);

const sizes = new WeakMap<Item, number>();

/** Names and values as UTF-8; a number takes about a byte for two digits. */
const bytesOf = (item: Item): number => {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  let bytes = 0;
  for (const [name, value] of Object.entries(item))
    bytes +=
      name.length +
      (value.S === undefined ? Math.ceil((value.N?.length ?? 1) / 2) + 1 : Buffer.byteLength(value.S));
  sizes.set(item, bytes);
  return bytes;
};

const heatOf = (use: TableUse, now: () => number) => {
  let second = 0;
  let keys = new Map<string, number>();
  return (key: string, units = 1): void => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) keys = new Map();
    second = current;
    const total = (keys.get(key) ?? 0) + units;
    keys.set(key, total);
    use.hottestWritesPerSecond = Math.max(use.hottestWritesPerSecond, total);
  };
};

const holds = (wanted: Write, before: Item | undefined): boolean => {
  const values = wanted.ExpressionAttributeValues ?? {};
  const is = (name: string): boolean =>
    before?.[name] !== undefined && text(before[name]) === text(values[`:${name}`]);
  switch (wanted.ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(pk)':
      return before === undefined;
    case 'version = :version':
      return is('version');
    case 'attribute_not_exists(pk) OR (incidentId = :incidentId AND #until = :until)':
      return before === undefined || (is('incidentId') && is('until'));
    default:
      throw new Error(
        `the table of the simulation does not know the condition ${wanted.ConditionExpression}`,
      );
  }
};

const filterOf = ({ FilterExpression: filter }: QueryCommandInput): ((item: Item) => boolean) => {
  if (filter === undefined) return () => true;
  const [, name] = /^attribute_exists\((\w+)\)$/.exec(filter) ?? [];
  if (name === undefined) throw new Error(`the table of the simulation does not know the filter ${filter}`);
  return (item) => item[name] !== undefined;
};

interface Tables {
  readonly partitions: ReadonlyMap<string, ReadonlyMap<string, Item>>;
  readonly indexes: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Item>>>;
}

/** All items of a query in its order, and how the last one of the page before is known. */
const candidates = (
  input: QueryCommandInput,
  { partitions, indexes }: Tables,
): { readonly found: readonly Item[]; readonly after: (item: Item) => boolean } => {
  const start = input.ExclusiveStartKey ?? {};
  const after = (item: Item): boolean => idOf(item) === idOf(start);
  const value = (name: string): string => text(input.ExpressionAttributeValues?.[name]);
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const bySort = (name: string) => (a: Item, b: Item) =>
    direction * (Number(text(a[name])) - Number(text(b[name]))) || (idOf(a) < idOf(b) ? -1 : 1);
  switch (input.KeyConditionExpression) {
    case 'pk = :pk AND sk BETWEEN :from AND :to': {
      const [from, to] = [value(':from'), value(':to')];
      const items = [...(partitions.get(value(':pk')) ?? [])].filter(([sk]) => from <= sk && sk <= to);
      return { found: items.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item), after };
    }
    case 'pk = :pk':
      return { found: [...(partitions.get(value(':pk'))?.values() ?? [])].sort(bySk), after };
    case 'due = :due AND dueAt <= :now': {
      const items = [...(indexes.get(TABLE_INDEX.due)?.get(value(':due'))?.values() ?? [])];
      const until = Number(value(':now'));
      return {
        found: items.filter((item) => Number(text(item['dueAt'])) <= until).sort(bySort('dueAt')),
        after,
      };
    }
    case '#status = :status': {
      const items = [...(indexes.get(TABLE_INDEX.status)?.get(value(':status'))?.values() ?? [])];
      return { found: items.sort(bySort('openedAt')), after };
    }
    case undefined:
    default:
      throw new Error(`the table of the simulation does not know the query ${input.KeyConditionExpression}`);
  }
};

const bySk = (a: Item, b: Item): number => (text(a['sk']) < text(b['sk']) ? -1 : 1);
