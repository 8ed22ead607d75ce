import { defineLogFormat } from '../format.ts';
import { present } from '../present.ts';
import { parseSeverity } from '../severity.ts';

// Debug: handler, error, and behind it the data of the event
const HEADER = /^Debug: ([\w-]{1,64}(?:, [\w-]{1,64}){0,8})(?: (.*))?$/;
const LEVELS = /^(?:debug|info|warn|warning|error|fatal)$/;

/** What Hapi prints of its own events: their tags, and the error set in below. */
export const hapi = defineLogFormat({
  id: 'hapi',
  title: 'Hapi',
  begins: 'D',
  examples: ['Debug: handler, error', 'Debug: internal, implementation, error'],
  header(line) {
    const match = HEADER.exec(line);
    if (match === null) return undefined;
    const level = match[1]?.split(', ').findLast((tag) => LEVELS.test(tag));
    return { message: line, ...present({ severity: parseSeverity(level) }) };
  },
  requestIdFix:
    "server.events.on({ name: 'request', channels: 'error' }, (request, event) => console.error(request.headers['x-request-id'], event.error))",
});
