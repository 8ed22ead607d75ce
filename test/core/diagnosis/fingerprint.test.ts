import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../lib/core/diagnosis/fingerprint.ts';
import { logRecord } from '../../support/log-record.ts';

const traceback = (line: number, message: string, name = 'orders') =>
  logRecord(
    `2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /orders/${line}\nTraceback (most recent call last):\n  File "/srv/shop/views.py", line ${line}, in ${name}\n    return load()\n${message}`,
  );

const print = (line: number, message: string, name?: string) =>
  fingerprintOf('code.exception', traceback(line, message, name), 'GET /');

describe('fingerprintOf', () => {
  it.each([
    ['another line number', print(12, "KeyError: 'price'"), print(99, "KeyError: 'price'")],
    [
      'another number in the message',
      print(1, 'ValueError: order 42 failed'),
      print(1, 'ValueError: order 7 failed'),
    ],
    [
      'another id',
      print(1, 'ValueError: no c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d'),
      print(1, 'ValueError: no 00000000-6a24-4c1e-9a55-3f0c1a2b3c4d'),
    ],
    ['another package', print(1, 'shop.a.StockError: none left'), print(1, 'shop.b.StockError: none left')],
  ])('is the same over %s', (_, one, other) => {
    expect(one).toBe(other);
  });

  it.each([
    ['type', print(1, 'ValueError: x'), print(1, 'TypeError: x')],
    ['message', print(1, 'ValueError: no stock'), print(1, 'ValueError: no price')],
    ['function', print(1, 'ValueError: x'), print(1, 'ValueError: x', 'cart')],
    [
      'cause',
      print(1, 'ValueError: x'),
      fingerprintOf('thirdparty.api', traceback(1, 'ValueError: x'), 'GET /'),
    ],
    [
      'target, where nothing is known',
      fingerprintOf(null, undefined, 'GET /a'),
      fingerprintOf(null, undefined, 'GET /b'),
    ],
  ])('differs by %s', (_, one, other) => {
    expect(one).not.toBe(other);
  });

  it('is sixteen hexadecimal digits, and stays what it is from release to release', () => {
    expect(print(1, "KeyError: 'price'")).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(null, undefined, '')).toBe(fingerprintOf(null, undefined, ''));
  });
});
