import { addressOf } from './address.ts';
import { datastoreOf } from './datastore.ts';
import { isHttpClient } from './http-client.ts';
import { isProxyLog } from './proxy-log.ts';
import type { Seen } from './seen.ts';

// galley: dial tcp 127.0.0.1:21914: connect: connection refused, which net/http would begin with: Get "http://…":
const DIALLED =
  /\bdial tcp[46]? [\w.:[\]-]{1,255}:\d{1,5}: (?:connect: (?:connection refused|connection timed out|no route to host|network is unreachable)|i\/o timeout)/;
// Error: connect ECONNREFUSED 127.0.0.1:21988, of a driver that adds nothing to what the socket says
const CONNECTED = /^(?:Error|AggregateError): (?:connect E[A-Z]{4,20} |$)/;
/** What a call over HTTP, gRPC or mail says besides. */
const OTHER = /https?:\/\/|\brpc\b|grpc|proxy|forward|upstream|smtp|\bmail|websocket|\bwss?:/i;
// ports of web servers: 80, 443, 3000, 5000, 8080, 9090
const WEB_PORT = /^(?:80|443|[358]000|4000|4200|5173|8[0-4]\d\d|8[58]88|9[09]\d0)$/;

/**
 * Whether a connection failed that no client of HTTP opened, and no driver put its name to: what speaks plain TCP to an
 * address without a name for it is a driver, of PostgreSQL, MySQL or Redis, far more often than anything else.
 */
export const isUnnamedStore = (seen: Seen): boolean => {
  if (datastoreOf(seen) !== undefined || isHttpClient(seen) || isProxyLog(seen) || OTHER.test(seen.text))
    return false;
  if (CALLED.some((name) => seen.properties.has(name))) return false;
  return isDriverLike(seen) && !WEB_PORT.test(String(addressOf(seen)?.port ?? ''));
};

/** What clients of HTTP keep with an error. */
const CALLED = ['url', 'baseURL', 'responseUrl', 'method'] as const;

const isDriverLike = ({ text, statements, record }: Seen): boolean =>
  DIALLED.test(text) ||
  (/^(?:node|json)$/.test(record.exception?.format ?? '') &&
    statements.some((each) => each.exception !== undefined && CONNECTED.test(each.text)));
