import { capture } from './capture.ts';
import type { HttpFacts } from './record.ts';

// "GET /a HTTP/1.1" 500, "GET http://shop.example.com/a HTTP/1.1" from 192.0.2.1:1234 - 500 0B in 193µs
const QUOTED =
  /"([A-Z]{3,7}) (?:https?:\/\/[^\s/"]{1,255})?(\/[^\s"]{0,2048}) HTTP\/[\d.]{1,3}"(?: from \S{1,64} -)? ([1-5]\d\d)\b/;
// GET /a 500 12.3 ms - 45, GET http://127.0.0.1:7803/a 500 141  1.7ms, --> GET /a 500 4ms 12b, GET /a -> 500, GET /a 500 in 4 ms
const BARE =
  /(?:^|\s)(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (?:https?:\/\/[^\s/"]{1,255})?(\/[^\s"]{0,2048}) (?:(?:->|→|=>|-) )?([1-5]\d\d)(?= |$)/;
// dw-20 - GET /wards, the name that a server gives to the thread of a request
const THREAD = /(?:^|\s)(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S{0,2048})$/;
/** An application's own access lines are short. */
const CHARS = 512;

/** The request and its status that a message tells of, as an application's own access log does. */
export const findRequest = (message: string): HttpFacts | undefined => {
  const text = message.slice(0, CHARS);
  const found = capture(QUOTED, text) ?? capture(BARE, text);
  if (found === undefined) return undefined;
  const [method, path, status] = found;
  return { method, path, status: Number(status) };
};

/** The request that the name of a thread tells of. */
export const findThreadRequest = (thread: string): HttpFacts | undefined => {
  const found = capture(THREAD, thread.slice(0, CHARS));
  return found === undefined ? undefined : { method: found[0], path: found[1] };
};
