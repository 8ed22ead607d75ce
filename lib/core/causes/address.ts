import type { Seen } from './seen.ts';

/** A network place as a log names it. */
export interface Address {
  readonly host: string;
  readonly port?: number;
}

/** Exact shapes before loose ones; every group 1 is the host, group 2 the port where there is one. */
const SHAPES: readonly RegExp[] = [
  // connection to server at "127.0.0.1", port 5999 failed: Connection refused
  /server at "([^"\s]{1,255})"(?: \([^)\s]{1,64}\))?, port (\d{1,5})/,
  // Can't create a connection to host 127.0.0.1 and port 5999
  /\bto host ([\w.:-]{1,255}) and port (\d{1,5})/,
  // HTTPSConnectionPool(host='api.paywell.test', port=443): Max retries exceeded
  /host='([^'\s]{1,255})', port=(\d{1,5})/,
  // connect ECONNREFUSED 127.0.0.1:5998      connect ETIMEDOUT ::1:5432
  /\bE[A-Z]{4,20} ([\w.:[\]-]{1,255}):(\d{1,5})\b/,
  // getaddrinfo ENOTFOUND api.stripe.invalid
  /\b(?:ENOTFOUND|EAI_AGAIN) ([\w.-]{1,255})/,
  // dial tcp 127.0.0.1:5998: connect: connection refused
  /\bdial (?:tcp|udp)[46]? ([\w.:[\]-]{1,255}):(\d{1,5})\b/,
  // dial tcp: lookup db.internal on 10.0.0.2:53: no such host
  /\blookup ([\w.-]{1,255})(?: on [\w.:[\]-]{1,64})?:/,
  // Can't connect to MySQL server on 'db.internal:3306' (111)     Lost connection to MySQL server at 'x'
  /server (?:on|at) '([^':\s]{1,255})(?::(\d{1,5}))?'/,
  // could not translate host name "db.shop.invalid" to address
  /host name "([^"\s]{1,255})"/,
  // Failed to resolve 'api.paywell.invalid'
  /resolve '([^'\s]{1,255})'/,
  // php_network_getaddresses: getaddrinfo for db.internal failed
  /getaddrinfo for ([\w.-]{1,255}) failed/,
  // cURL error 6: Could not resolve host: rates.fxfeed.invalid     AH00898: DNS lookup failure for: orders.shop.invalid
  /(?:resolve host|lookup failure for): ?([\w.-]{1,255})/,
  // mysql:host=db.internal;port=3306;dbname=shop
  /\bhost=([\w.-]{1,255})[;,& ]{1,2}port=(\d{1,5})/,
  // java.net.UnknownHostException: db.internal
  /UnknownHostException: ([\w.-]{1,255})/,
  // Error 111 connecting to localhost:6379. Connection refused.
  /connect(?:ing|ion)? to ([\w.-]{1,255}):(\d{1,5})\b/i,
  // upstream: "http://127.0.0.1:7097/refused"     for url: https://api.paywell.test/v1/charges
  /\bhttps?:\/\/(?!sqlalche\.me|pris\.ly|docs?\.|www\.|go\.microsoft)(?:[^\s/@"']{1,200}@)?([\w.-]{1,255})(?::(\d{1,5}))?/,
  // Error -2 connecting to cache.internal:6379      tried 10.0.0.1:9042
  /\b((?:\d{1,3}\.){3}\d{1,3}|[a-z][\w-]{0,62}(?:\.[a-z][\w-]{0,62}){0,4}\.(?!(?:php|py|js|mjs|cjs|ts|rb|erb|java|kt|go|cs|rs|pl|pm|cgi|sh|c|h|cpp|conf|html?|twig)\b)[a-z][\w-]{0,62}):(\d{2,5})\b/i,
  // Connect call failed ('127.0.0.1', 5432)     Connect call failed ('::1', 5432, 0, 0), as Python prints a place
  /\('([\w.:-]{1,255})', (\d{1,5})(?:, \d{1,10}, \d{1,10})?\)/,
];

// [client 127.0.0.1:46568]    client: 10.0.0.9:5511,   host: "127.0.0.1:22223"
const CLIENT = /\[client [^\]]{1,80}\]|\bclient: [\w.:[\]-]{1,80}|\bhost: "[\w.:[\]-]{1,80}"/g;

/** The first network place that the text names, but for who asked. */
export const addressIn = (whole: string): Address | undefined => {
  const text = whole.replace(CLIENT, '');
  for (const shape of SHAPES) {
    const [, host, port] = shape.exec(text) ?? [];
    if (host) return { host: host.replace(/^\[|\]$/g, ''), ...(port ? { port: Number(port) } : {}) };
  }
  return undefined;
};

/** The network place of a record: what its statements say, innermost first, else the properties of its error. */
export const addressOf = (seen: Seen): Address | undefined => {
  for (const { text } of seen.statements) {
    const found = addressIn(text);
    if (found) return found;
  }
  const host =
    seen.properties.get('address') ?? seen.properties.get('hostname') ?? seen.properties.get('host');
  const port = Number(seen.properties.get('port'));
  return host ? { host, ...(port > 0 ? { port } : {}) } : undefined;
};

/** `db.internal:5432`; `[::1]:5432`. */
export const showAddress = ({ host, port }: Address): string => {
  const shown = host.includes(':') && port !== undefined ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
};
