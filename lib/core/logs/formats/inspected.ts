import { defineLogFormat } from '../format.ts';
import { parseInspected } from '../parse-inspected.ts';
import { readEntry } from '../structured-entry.ts';

/** An object that Node.js inspects over several lines: winston's prettyPrint, console.log of an object. */
export const inspected = defineLogFormat({
  id: 'inspected',
  title: 'Inspected object (winston prettyPrint)',
  begins: '{',
  examples: ['{'],
  header: (line) => (line === '{' ? { message: line } : undefined),
  finish: (lines) => {
    const entry = parseInspected(lines);
    return Object.keys(entry).length === 0 ? undefined : readEntry(entry, lines[0] ?? '');
  },
  requestIdFix: 'logger.child({ requestId: request.headers["x-request-id"] }) in the middleware',
});
