import type { Exception, LogRecord } from '../logs/record.ts';
import { chainOf } from './chain.ts';
import { withoutQuotes } from './without-quotes.ts';

/** One thing that a record says about a failure. */
export interface Statement {
  readonly text: string;
  readonly type?: string;
  readonly code?: string;
  /** Index into the record's lines of its first line. */
  readonly at: number;
  /** 0 is the outermost exception or the record's own message. */
  readonly depth: number;
  readonly exception?: Exception;
}

/** A record as the rules look at it, prepared once for all of them. */
export interface Seen {
  readonly record: LogRecord;
  /** Innermost first, the record's own message last. Frames and quoted source are left out: they are no statements. */
  readonly statements: readonly Statement[];
  /** All statements joined by line breaks. */
  readonly text: string;
  /** The file and function of every frame joined by line breaks; Java names its packages in the function. */
  readonly files: string;
  /** Properties that a runtime prints with an error, by name: `port`, `syscall`, `hostname`, `status`. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Longer statements hold bodies and dumps; what names the fault stands at their beginning. */
const STATEMENT_CHARS = 4_096;
const PLAIN_CHARS = 16_384;
const PROPERTY_LINES = 400;

/** Prepares a record for the rules. */
export const look = (record: LogRecord): Seen => {
  const chain = record.exception ? chainOf(record.exception) : [];
  const properties = propertiesOf(record);
  const statements = record.exception
    ? [...chain.map(ofException).toReversed(), ofMessage(record), ...ofFields(record)]
    : [ofLines(record)];
  return {
    record,
    statements: withCode(statements, properties.get('code')),
    text: statements.map(({ text }) => text).join('\n'),
    files: chain
      .flatMap(({ frames }) => frames.map(({ file, function: name }) => (name ? `${file} ${name}` : file)))
      .join('\n'),
    properties,
  };
};

/** A logger that serialises errors keeps the code of the cause, and nothing else of it. */
const withCode = (statements: readonly Statement[], code: string | undefined): readonly Statement[] => {
  const [inner, ...rest] = statements;
  return inner && inner.code === undefined && code !== undefined ? [{ ...inner, code }, ...rest] : statements;
};

const ofException = (exception: Exception, depth: number): Statement => ({
  text: `${exception.type}: ${exception.message}`.slice(0, STATEMENT_CHARS),
  type: exception.type,
  ...(exception.code === undefined ? {} : { code: exception.code }),
  at: exception.at,
  depth,
  exception,
});

// Exception occurred while handling uri: 'http://shop.example/orders', above the exception: who asked, and nobody that was called
const OWN_URL =
  /\b(?:handling|serving|processing)(?: (?:an?|the|this|uri|url|request)){0,3}:? ['"]?https?:\/\/[^\s'"]{1,2048}/gi;

const ofMessage = (record: LogRecord): Statement => ({
  text: withoutQuotes(record, record.message.slice(0, STATEMENT_CHARS)).replace(OWN_URL, ''),
  at: 0,
  depth: 0,
});

/** A stack may begin with the type alone, where the logger prints the message beside it. */
const ofFields = ({ exception, fields }: LogRecord): readonly Statement[] => {
  const { errorType, errorMessage } = fields;
  if (exception === undefined || exception.message !== '' || errorMessage === undefined) return [];
  const text = `${errorType ?? exception.type}: ${errorMessage}`.slice(0, STATEMENT_CHARS);
  return [{ text, type: errorType ?? exception.type, at: 0, depth: 0, exception }];
};

const ofLines = (record: LogRecord): Statement => {
  const { message, lines, fields } = record;
  const rest = lines.slice(1).map(({ text }) => text);
  const code = fields['sqlState'] ?? fields['code'] ?? fields['errno'];
  return {
    // Structured text escapes the quotes of what it carries: err="relation \"x\" does not exist".
    text: withoutQuotes(record, [message, ...rest].join('\n').slice(0, PLAIN_CHARS)).replaceAll('\\"', '"'),
    ...(code === undefined ? {} : { code }),
    at: 0,
    depth: 0,
  };
};

// "    address: '127.0.0.1',"   "  port: 5998"   "  [cause]: …" is no property
const PROPERTY = /^\s{2,}'?(\w{1,40})'?: (\S.{0,400})$/;

const propertiesOf = (record: LogRecord): ReadonlyMap<string, string> => {
  const found = new Map<string, string>(Object.entries(record.fields));
  for (const [name, value] of printedProperties(record)) if (!found.has(name)) found.set(name, value);
  return found;
};

const printedProperties = ({ lines, exception }: LogRecord): readonly (readonly [string, string])[] => {
  if (!exception) return [];
  if (exception.format !== 'node') return [];
  return lines.slice(1, PROPERTY_LINES).flatMap(({ text }) => {
    const [, name, value] = PROPERTY.exec(text.slice(0, 500)) ?? [];
    const bare = name && value ? unquote(value) : '';
    return name && bare !== '' ? [[name, bare] as const] : [];
  });
};

const unquote = (value: string): string => {
  const bare = value.endsWith(',') ? value.slice(0, -1) : value;
  const quote = bare[0];
  return quote && `'"\``.includes(quote) && bare.endsWith(quote) ? bare.slice(1, -1) : bare;
};
