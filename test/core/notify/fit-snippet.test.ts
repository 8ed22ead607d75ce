import { assert, array, constantFrom, integer, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { forSlack } from '../../../lib/core/notify/escape.ts';
import { fitSnippet, fitText } from '../../../lib/core/notify/fit-snippet.ts';
import type { SnippetLine } from '../../../lib/core/diagnosis/diagnosis.ts';

const line = (number: number, role: SnippetLine['role'], text = 'x'.repeat(20)): SnippetLine => ({
  source: 'app.log',
  line: number,
  text,
  role,
});

const same = (text: string): string => text;

describe('fitSnippet', () => {
  const lines = [
    line(1, 'context'),
    line(2, 'exception'),
    line(3, 'frame'),
    line(4, 'cause'),
    line(5, 'corroboration'),
  ];

  it.each([
    { room: 1_000, kept: [1, 2, 3, 4, 5] },
    { room: 4 * 28, kept: [2, 3, 4, 5] },
    { room: 3 * 28, kept: [2, 3, 4] },
    { room: 2 * 28, kept: [2, 4] },
    { room: 28, kept: [4] },
    { room: 10, kept: [] },
  ])('keeps lines $kept in $room characters', ({ room, kept }) => {
    expect(fitSnippet(lines, room, same).map((row) => Number.parseInt(row, 10))).toEqual(kept);
  });

  it('cuts a line that is too long', () => {
    const [row = ''] = fitSnippet([line(1, 'cause', 'x'.repeat(10_000))], 1_000, same);
    expect(row).toBe(`    1  ${'x'.repeat(300)}…`);
  });

  it('never takes more room than there is, once escaped', () => {
    const role = constantFrom('exception', 'cause', 'frame', 'context', 'corroboration' as const);
    const anyLine = record({ text: string({ unit: constantFrom('<', '&', 'a') }), role });
    assert(
      property(array(anyLine), integer({ min: 0, max: 500 }), (some, room) => {
        const written = some.map(({ text, role: as }, index) => line(index, as, text));
        expect(fitSnippet(written, room, forSlack).join('\n').length).toBeLessThanOrEqual(room);
      }),
    );
  });
});

describe('fitText', () => {
  it('fits once escaped, and tears no entity', () => {
    assert(
      property(string({ unit: constantFrom('<', '&', 'a'), maxLength: 200 }), (text) => {
        const fitted = fitText(text, 50, forSlack);
        expect(fitted.length).toBeLessThanOrEqual(50);
        expect(fitted.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });

  it('leaves a short text alone', () => {
    expect(fitText('a & b', 50, forSlack)).toBe('a &amp; b');
  });
});
