/** More ids than this in one record say nothing about which request it belongs to. */
const MAX_IDS = 32;
/** Ids stand in a record's head; a dump of headers may hold hundreds. */
const SEARCHED_CHARACTERS = 4096;
/** The shortest shape is `hp-` and six characters. */
const MIN_TOKEN = 9;
const MAX_TOKEN = 128;

// 1-67af3c1d-0a1b2c3d4e5f60718293a4b5 (X-Amzn-Trace-Id), a UUID, hp-orders-01JD3ZK7Q-1 (a probe's), 32 hex digits, a ULID
const SHAPE =
  /^(?:1-[0-9a-f]{8}-[0-9a-f]{24}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|hp-[\w-]{6,125}|[0-9a-fA-F]{32}|[0-7][0-9A-HJKMNP-TV-Z]{25})$/;

// request_id=req-1, requestId: abc-123, "x-request-id":"abc", trace_id=…, reqId="req-7"
const NAMED =
  /(?:request|req|trace|correlation|transaction)[_.-]?id["']?\s{0,2}[=:]\s{0,2}["']?([\w.@:/+=-]{3,128})/gi;
const NAME_END = /id["']?\s{0,2}[=:]/i;

/** The ids in a text that could be a request id or trace id: by shape, or by the name before them. */
export const findIds = (text: string): readonly string[] => {
  const head = text.length > SEARCHED_CHARACTERS ? text.slice(0, SEARCHED_CHARACTERS) : text;
  const ids: string[] = [];
  findTokens(head, (token) => addId(ids, token));
  if (NAME_END.test(head)) for (const match of head.matchAll(NAMED)) addId(ids, match[1]);
  return ids;
};

/** Finds runs of letters, digits, `-` and `_` that are long enough; much faster than a pattern tried at every place. */
const findTokens = (text: string, found: (token: string) => void): void => {
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isTokenCharacter(text.charCodeAt(at))) continue;
    const length = at - from;
    if (length >= MIN_TOKEN && length <= MAX_TOKEN) {
      const token = text.slice(from, at);
      if (SHAPE.test(token)) found(token);
    }
    from = at + 1;
  }
};

const isTokenCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  code === 45 ||
  code === 95;

const addId = (ids: string[], id: string | undefined): void => {
  if (id !== undefined && ids.length < MAX_IDS && !ids.includes(id)) ids.push(id);
};
