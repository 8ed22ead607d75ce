import { expect, it } from 'vitest';

import { parseNodeHead } from '../../../../lib/core/logs/exceptions/node-head.ts';

it.each([
  ["TypeError: Cannot read properties of undefined (reading 'name')", 'TypeError', undefined],
  ['Error [ERR_HTTP_HEADERS_SENT]: Cannot set headers', 'Error', 'ERR_HTTP_HEADERS_SENT'],
  ['DOMException [TimeoutError]: The operation was aborted due to timeout', 'TimeoutError', undefined],
  ['[AggregateError: All promises were rejected] {', 'AggregateError', undefined],
  ['[Error: boom]', 'Error', undefined],
  ['[DOMException [TimeoutError]: The operation was aborted due to timeout]', 'TimeoutError', undefined],
  ['[Error [ERR_X]: boom] {', 'Error', 'ERR_X'],
])('reads %s', (line, type, code) => {
  const head = parseNodeHead(line);
  expect([head?.type, head?.code]).toEqual([type, code]);
  expect(head?.message).toMatch(
    /^(?:Cannot |The operation was aborted due to timeout$|All promises were rejected$|boom$)/,
  );
});
