import type { LogRecord } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import { isProxyLog } from './proxy-log.ts';
import type { Seen } from './seen.ts';

// err="anchor: no such pier"    error="stove 3: burnt"    cause=timeout
const PAIR =
  /(?:^|[\s,{])"?(?:err|error|exception|cause|reason)"?[=:] ?(?:"((?:[^"\\]|\\.){1,400})"|([^\s",}]{1,200}))/;
// "q of a search"    [6b06494581f7]    GET /orders/7    https://shop.example/x    shop.views    42
const NAMES =
  /"(?:[^"\\]|\\.)*"|\[[^\]\n]{0,100}\]|(?:https?:)?\/\S{1,200}|\b\w{1,40}(?:\.\w{1,40}){1,6}\b|\b\w{0,40}\d\w{0,40}\b/g;
const WORD = /[A-Za-z]{2,40}/g;
/** GET /orders failed, request failed, 500 Internal Server Error: what every failure is announced with. */
const ANNOUNCED: ReadonlySet<string> = new Set(
  (
    'get head post put patch delete options http https an the in on for to of with while during was is by and at request requests ' +
    'response internal server service error errors err exception failed failure failing handled handling handle unhandled uncaught ' +
    'caught processing processed completed finished returned returning answered status code ms took event route handler controller ' +
    'action view application app occurred bad gateway unavailable null nil none undefined unknown true false message msg path url ' +
    'method id trace span please try again later something went wrong see logs log'
  ).split(' '),
);
const LEAST = { pair: 1, sentence: 3 } as const;
const MAX_CHARS = 400;

/** What a server or proxy says is said of what stands behind it. */
const SERVERS =
  /^(?:access-log|alb-access|apache-error|api-gateway|envoy-access|haproxy|iis|lambda-\w+|mysql-server|nginx-error|passenger|php-fpm|postgres-server|puma|redis-server|syslog|uwsgi|gunicorn|plain)$/;

/**
 * The reason that an application logs for a failing request where it prints no stack: the error beside the message, or
 * the message itself where it says more than that a request failed. Undefined where nothing of the kind is said.
 */
export const saidError = (seen: Seen): string | undefined =>
  isServer(seen) ? undefined : (besideMessage(seen.record) ?? ofMessage(seen));

const isServer = (seen: Seen): boolean =>
  seen.record.exception !== undefined || SERVERS.test(seen.record.format) || isProxyLog(seen);

const besideMessage = (record: LogRecord): string | undefined => {
  const said = errorText(record);
  const isFailed = (record.http?.status ?? 0) >= 500;
  return said !== undefined && (isFailed || isGrave(record)) && tellsMore(said, LEAST.pair)
    ? said
    : undefined;
};

/** A message beside an error only announces it. */
const ofMessage = ({ record, text }: Seen): string | undefined => {
  if (!isGrave(record) || !isOfRequest(record) || errorText(record) !== undefined) return undefined;
  return tellsMore(text, LEAST.sentence) ? text.slice(0, MAX_CHARS).split('\n', 1)[0] : undefined;
};

/** It names its request by an id or a path. */
const isOfRequest = ({ ids, http, message }: LogRecord): boolean =>
  ids.length > 0 || http?.path !== undefined || REQUEST.test(message.slice(0, MAX_CHARS));

// error handling GET /orders: basket 42 has no owner
const REQUEST = /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \//;

const errorText = ({ fields, message }: LogRecord): string | undefined => fields['said'] ?? pairOf(message);

const pairOf = (message: string): string | undefined => {
  const [, quoted, bare] = PAIR.exec(message.slice(0, MAX_CHARS * 4)) ?? [];
  return quoted ?? bare;
};

const isGrave = ({ severity }: LogRecord): boolean => severity !== undefined && isAtLeast(severity, 'error');

/** Whether so many words of it do not stand in the announcement of any failure. */
const tellsMore = (text: string, least: number): boolean => {
  const words = text.slice(0, MAX_CHARS).replace(NAMES, ' ').match(WORD) ?? [];
  return words.filter((word) => !ANNOUNCED.has(word.toLowerCase())).length >= least;
};
