import { addressIn, showAddress } from './address.ts';
import { isProxyLog } from './proxy-log.ts';
import type { Seen } from './seen.ts';

// upstream: "http://127.0.0.1:7097/refused"     upstream: "fastcgi://unix:/run/php.sock:"
const UPSTREAM =
  /upstream: "(?:https?|fastcgi|uwsgi|scgi|grpcs?):\/\/(unix:[^"\s]{1,300}?:|[\w.:[\]-]{1,255})(?:\/|"|$)/;

// [HPM] Error occurred while proxying request shop.example/x to http://127.0.0.1:9000/ [ECONNREFUSED]
const PROXIED = /proxy(?:ing)? .{1,300}? to:? (?:https?:\/\/)?([\w.[\]-]{1,255}(?::\d{1,5})?)/;

// shop app/s1 0/0/-1/-1/1504 503 217 - - SC--
const HAPROXY =
  / ([\w.-]{1,100})\/([\w.-]{1,100}|<NOSRV>) -?\d{1,12}\/-?\d{1,12}\/-?\d{1,12}\/-?\d{1,12}\/\+?\d{1,12} [45]\d\d /;

// Server orders/s1 is DOWN, reason: Layer4 connection problem
const DOWN = /\bServer ([\w.-]{1,100})\/([\w.-]{1,100}) is DOWN/;

/** What stands behind the web server, as its message names it: `127.0.0.1:7097`, `/run/php.sock`. */
export const upstreamOf = (seen: Seen): string | undefined => {
  const named = namedIn(seen.text);
  if (named) return named;
  const [, backend, server] = HAPROXY.exec(seen.text) ?? DOWN.exec(seen.text) ?? [];
  if (backend && server) return server === '<NOSRV>' ? backend : `${backend}/${server}`;
  const address = addressIn(seen.text);
  return address ? showAddress(address) : undefined;
};

const namedIn = (text: string): string | undefined =>
  (UPSTREAM.exec(text) ?? PROXIED.exec(text))?.[1]?.replace(/^unix:|:$/g, '');

/** What stands behind the web server; a reverse proxy that names it nowhere still speaks of it, and not of itself. */
export const upstreamComponentOf = (seen: Seen): string => {
  const upstream = upstreamOf(seen);
  return upstream === undefined && isProxyLog(seen) ? 'http' : upstreamComponent(upstream);
};

/** `http 127.0.0.1:7097`, `file /run/php.sock`, `self` where nothing is named. */
export const upstreamComponent = (upstream: string | undefined): string =>
  upstream === undefined ? 'self' : `${upstream.startsWith('/') ? 'file' : 'http'} ${upstream}`;
