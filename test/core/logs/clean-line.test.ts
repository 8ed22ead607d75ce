import { describe, expect, it } from 'vitest';
import { cleanLine } from '../../../lib/core/logs/clean-line.ts';

const ESC = '\u001B';

describe('a line without decoration', () => {
  it.each([
    [`${ESC}[1;31mError: boom${ESC}[0m`, 'Error: boom'],
    [`${ESC}[38;5;196mred${ESC}[K`, 'red'],
    ['\u00A0 \u00A0 File "x.py"', '    File "x.py"'],
    [`${ESC}[31m\u00A0x${ESC}[39m`, ' x'],
    ['plain', 'plain'],
    [`${ESC}[`, `${ESC}[`],
  ])('is made of %j', (text, plain) => {
    expect(cleanLine(text)).toBe(plain);
  });
});
