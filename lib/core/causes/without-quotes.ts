import type { LogRecord } from '../logs/record.ts';

/** Formats whose quoted parts are what the client sent: path, referrer, user agent. */
const ACCESS: ReadonlySet<string> = new Set([
  'access-log',
  'alb-access',
  'envoy-access',
  'haproxy',
  'gin',
  'uwsgi',
]);
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
// , request: "GET /search?q=x HTTP/1.1", referrer: "https://…", referer: https://…, user_agent="…", q="…"
const SENT =
  /\b(request|referrer|user[_-]?agent|ua|q|search|term|keyword|comment|subject)(: ?|=)"(?:[^"\\]|\\.)*"|, referer: \S+/gi;

/** What a record says itself: what its clients sent, and it only quotes, is no statement about a failure. */
export const withoutQuotes = ({ format }: LogRecord, text: string): string => {
  if (!text.includes('"') && !text.includes('referer')) return text;
  if (!ACCESS.has(format)) return text.replace(SENT, '$1$2""');
  // What stands below an access line is the server's own word: Gin prints the errors of the handler there.
  const end = text.indexOf('\n');
  return end === -1
    ? text.replace(QUOTED, '""')
    : text.slice(0, end).replace(QUOTED, '""') + text.slice(end).replace(SENT, '$1$2""');
};
