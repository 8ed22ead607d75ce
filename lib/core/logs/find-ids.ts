/** More ids than this in one record say nothing about which request it belongs to. */
const MAX_IDS = 32;
/** Ids stand in a record's head; a dump of headers may hold hundreds. */
const SEARCHED_CHARACTERS = 4096;

const SHAPES: readonly string[] = [
  // 1-67af3c1d-0a1b2c3d4e5f60718293a4b5 of X-Amzn-Trace-Id: Root=…
  String.raw`1-[0-9a-f]{8}-[0-9a-f]{24}`,
  // c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d
  String.raw`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`,
  // hp-orders-01JD3ZK7Q-1, the ids that probes send
  String.raw`hp-[\w-]{6,120}`,
  // 4bf92f3577b34da6a3ce929d0e0e4736, a trace id or nginx's $request_id
  String.raw`[0-9a-fA-F]{32}`,
  // 01JD3ZK7QN8X4V5T6W7Y8Z9ABC, a ULID
  String.raw`[0-7][0-9A-HJKMNP-TV-Z]{25}`,
];

const BARE = new RegExp(String.raw`(?<![\w-])(?:${SHAPES.join('|')})(?![\w-])`, 'g');

// request_id=req-1  requestId: abc-123  "x-request-id":"abc"  trace_id=…  reqId="req-7"
const NAMED =
  /(?:request|req|trace|correlation|transaction)[_.-]?id["']?\s{0,2}[=:]\s{0,2}["']?([\w.@:/+=-]{3,128})/gi;

/** The ids in a text that could be a request id or trace id: by shape, or by the name before them. */
export const findIds = (text: string): readonly string[] => {
  const head = text.length > SEARCHED_CHARACTERS ? text.slice(0, SEARCHED_CHARACTERS) : text;
  const ids = new Set<string>();
  for (const match of head.matchAll(BARE)) addId(ids, match[0]);
  for (const match of head.matchAll(NAMED)) addId(ids, match[1]);
  return [...ids];
};

const addId = (ids: Set<string>, id: string | undefined): void => {
  if (id !== undefined && ids.size < MAX_IDS) ids.add(id);
};
