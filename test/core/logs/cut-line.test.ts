import { describe, expect, it } from 'vitest';
import { isCutLine } from '../../../lib/core/logs/cut-line.ts';

const KIB_256 = 256 * 1024;

describe('a line that CloudWatch Logs cut', () => {
  it.each([
    ['as long as an event may be', 'x'.repeat(KIB_256 - 26), true],
    ['one character of three bytes shorter', 'x'.repeat(KIB_256 - 29), true],
    ['of characters of two bytes', 'é'.repeat((KIB_256 - 26) / 2), true],
    ['of pairs of surrogates', '😀'.repeat((KIB_256 - 28) / 4), true],
    ['as long as an event of 1 MiB', 'x'.repeat(1024 * 1024 - 26), true],
    ['shorter', 'x'.repeat(KIB_256 - 30), false],
    ['longer, from a file', 'x'.repeat(KIB_256 + 1), false],
    ['of usual length', 'x'.repeat(100), false],
  ])('is one %s', (_, text, isCut) => {
    expect(isCutLine(text)).toBe(isCut);
  });
});
