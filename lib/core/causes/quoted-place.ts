import { showAddress, type Address } from './address.ts';
import type { LogRecord } from '../logs/record.ts';

const MAX_LINES = 600;
const MAX_CHARS = 1_000;

// postgresql+psycopg2://shop:***@127.0.0.1:5432/shop     redis://cache.internal:6379/0
const DSN =
  /\b(postgres|mysql|mariadb|redis|mongodb)[a-z]{0,4}(?:\+[a-z0-9]{2,20})?:\/\/(?:[^\s/@'"]{0,200}@)?([\w.-]{1,255}):(\d{2,5})\b/g;
// <redis.connection.Connection(host=localhost,port=6379,db=0)>
const ARGUMENTS =
  /\b(postgres|psycopg|mysql|redis|mongo)\w{0,20}\b[^\n]{0,100}?\bhost=['"]?([\w.-]{1,255})['"]?, ?port=(\d{2,5})\b/gi;
// <_io.TextIOWrapper name='/srv/shop/data/ledger.txt' mode='a' encoding='utf-8'>
const OPENED = /\bname='(\/[^'\n]{1,400})' mode='[^'\n]{0,8}[awx+]/g;

const SAME: Readonly<Record<string, string>> = { mariadb: 'mysql', psycopg: 'postgres', mongo: 'mongodb' };

/** A datastore that the source or the values of variables name, which some tracebacks show beside the frames. */
export interface QuotedServer {
  readonly kind: string;
  readonly address: Address;
}

/** The only datastore of a kind, or of any where it is `database`, that the lines of a stack quote; undefined where they quote several. */
export const quotedServer = (record: LogRecord, kind: string): QuotedServer | undefined => {
  const found = [DSN, ARGUMENTS].flatMap((shape) =>
    matchesIn(record, shape).map(([, name = '', host = '', port = '']): QuotedServer => {
      const word = name.toLowerCase();
      return { kind: SAME[word] ?? word, address: { host, port: Number(port) } };
    }),
  );
  const own = found.filter((each) => kind === 'database' || each.kind === kind);
  return theOnly(own, (each) => `${each.kind} ${showAddress(each.address)}`);
};

/** The only file that a stack shows as opened for writing. */
export const quotedFile = (record: LogRecord): string | undefined =>
  theOnly(
    matchesIn(record, OPENED).map(([, path = '']) => path),
    (path) => path,
  );

const matchesIn = ({ lines, exception }: LogRecord, shape: RegExp): readonly RegExpExecArray[] =>
  exception === undefined
    ? []
    : lines.slice(0, MAX_LINES).flatMap(({ text }) => [...text.slice(0, MAX_CHARS).matchAll(shape)]);

const theOnly = <Value>(values: readonly Value[], name: (value: Value) => string): Value | undefined =>
  new Set(values.map(name)).size === 1 ? values[0] : undefined;
