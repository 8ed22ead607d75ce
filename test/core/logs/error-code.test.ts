import { describe, expect, it } from 'vitest';
import { errorCode } from '../../../lib/core/logs/error-code.ts';

describe('codes in messages', () => {
  it.each([
    ["[Errno 13] Permission denied: '/srv/.secret'", 'EACCES'],
    ['[Errno -2] Name or service not known', 'ENOTFOUND'],
    ['[Errno 999] nobody knows', '999'],
    ['Error 111 connecting to localhost:6379. Connection refused.', 'ECONNREFUSED'],
    ['SQLSTATE[HY000] [2002] Connection refused', '2002'],
    ["SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.x' doesn't exist", '1146'],
    ['SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "x" does not exist', '42P01'],
    ["(1045, \"Access denied for user 'shop'@'localhost'\")", '1045'],
    ["ERROR 1045 (28000): Access denied for user 'shop'", '1045'],
    ['connect ECONNREFUSED 127.0.0.1:5999', 'ECONNREFUSED'],
    ['unable to verify: UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed', 'CERTIFICATE_VERIFY_FAILED'],
  ])('finds that of %s', (message, code) => {
    expect(errorCode(message)).toBe(code);
  });

  it.each(['order 1045 failed', 'no price', 'EXPLAIN failed', ''])('finds none in %j', (message) => {
    expect(errorCode(message)).toBeUndefined();
  });
});
