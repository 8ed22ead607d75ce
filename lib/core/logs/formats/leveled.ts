import { findRequest } from '../find-request.ts';
import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseTime } from '../parse-time.ts';
import { parseSeverity } from '../severity.ts';
import { present } from '../present.ts';

// 2026-11-25T02:28:08.268Z ERROR …, [2026-11-25T02:31:24.474Z] error …, Nov 22, 2026 10:08:00 AM …, 10:08:00.123 …
const TIME =
  /^(?:[A-Za-z][\w.-]{0,23} {0,2}[ |])?\[?(\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?|[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d(?: [AP]M)?|\d{1,2}[-/ ][A-Z][a-z]{2}[-/ ]\d{4}[: ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [+-]\d{4})?|\d\d:\d\d:\d\d[.,]\d{3})\]?/;
// a level in capitals, |-WARN, one in brackets, or level=error, anywhere in the head of a line that has a time
const LEVEL =
  /(?:^|[\s[(|:=<]|\|-)(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|INF|WRN|DBG|FTL|PNC|VRB|SEVERE|CRIT|CRITICAL|ALERT|EMERG|FATAL|PANIC)(?=$|[\s\])|:>,-])|[[<(](trace|debug|info|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal|panic)[\])>]|\blevel=["']?([a-zA-Z]{3,9})\b|^[\s:-]{0,4}(trace|debug|verbose|info|notice|warn|warning|error|critical|fatal)(?=[\s:])/;
// [ERROR] boom, ERROR: boom, error: boom, WARN  boom, <3>boom is not one
const LEVEL_FIRST =
  /^(?:\[(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|trace|debug|info|notice|warn|warning|error|critical|fatal)\]|(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)(?=[:\s])|(debug|info|warn|warning)(?=:))[:\s]{1,8}(.*)$/;
//     at f (x.js:1:2): where a collector puts a time before every line, its indent is kept
const INDENTED = /^\s{2}/;
// 4:59AM ERR request failed, ERRO[0000] request failed, [10:00:00 ERR] request failed
const SHORT_TIME =
  /^(?:\d{1,2}:\d\d(?::\d\d)?[AP]M |\[\d\d:\d\d:\d\d |(?=[A-Z]{4}\[\d{4,9}\] ))(TRC|DBG|INF|WRN|ERR|FTL|PNC|VRB|TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)(?:\]|\[\d{4,9}\])? (.*)$/;
/** The level stands in the head; further on it is a word of the message. */
const HEAD_CHARACTERS = 96;

/** Any line that begins with a time, or with a level: what most applications that print their own log write. */
export const leveled = defineLogFormat({
  id: 'leveled',
  title: 'Time and level',
  fallback: true,
  examples: [
    '2026-11-25T02:28:08.268Z ERROR GET /session/9 failed: CredentialsProviderError: Could not load credentials',
    '[2026-11-25T02:31:24.474Z] error [6b06487c2114dfc607be4634a5acb5e6] GET /session/9 failed',
    'Main  2026-12-01 04:35:08 +0000 ERROR: order 42 failed',
    '[ERROR] order 42 failed',
    'ERROR: order 42 failed',
    '4:59AM ERR request failed error="no stock"',
    '[10:00:00 ERR] HTTP GET /orders responded 500 in 12.3 ms',
    'ERRO[0000] request failed                error="no stock"',
  ],
  header: (line) => fromTime(line) ?? fromLevel(line) ?? fromShortTime(line),
  requestIdFix:
    'the value of the X-Request-ID header in every line that a request logs, best right behind the level',
});

const fromTime = (line: string): LineHeader | undefined => {
  const match = TIME.exec(line);
  if (match === null) return undefined;
  const rest = line.slice(match[0].length);
  const level = LEVEL.exec(rest.slice(0, HEAD_CHARACTERS));
  const severity = level === null ? undefined : parseSeverity(wordOf(level));
  const end = level === null || severity === undefined ? 0 : level.index + level[0].length;
  const message = severity === undefined && INDENTED.test(rest) ? rest.slice(1) : bare(rest.slice(end));
  // What an application writes of each request is whole in its one line.
  const http = severity === undefined ? findRequest(message) : undefined;
  return { ...parseTime(match[1] ?? ''), ...present({ severity, http }), message };
};

/** Without what parts it from the header. */
const bare = (text: string): string => text.replace(/^[\s\]):>|-]{1,16}/, '');

const fromLevel = (line: string): LineHeader | undefined => {
  const match = LEVEL_FIRST.exec(line);
  const severity = match === null ? undefined : parseSeverity(wordOf(match));
  return match === null || severity === undefined ? undefined : { severity, message: match[4] ?? '' };
};

const fromShortTime = (line: string): LineHeader | undefined => {
  const match = SHORT_TIME.exec(line);
  return match === null
    ? undefined
    : { ...present({ severity: parseSeverity(match[1]) }), message: match[2] ?? '' };
};

/** Exactly one of the ways to print a level took part. */
const wordOf = (match: RegExpExecArray): string | undefined =>
  match.slice(1).find((word) => word !== undefined);
