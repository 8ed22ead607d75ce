import { assert, constantFrom, array, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  forHtml,
  forMarkdown,
  forMarkdownFence,
  forSlack,
  forSlackCode,
  forSlackFence,
  forTerminal,
} from '../../../lib/core/notify/escape.ts';

const ESC = '\u001B';

/** Texts that are dense with what could do harm. */
const hostile = array(
  oneof(
    string({ maxLength: 5 }),
    constantFrom(
      ESC,
      `${ESC}[31m`,
      `${ESC}]0;title\u0007`,
      `${ESC}]52;c;aGk=${ESC}\\`,
      `${ESC}P1$q${ESC}\\`,
      '\u009B31m',
      '\r',
      '\b',
      '\n',
      '\t',
      '\u202E',
      '<!channel>',
      '<https://evil.example|bank>',
      '<script>',
      '"\'',
      '&amp;',
      '```',
      '`',
      '**',
      '[a](http://b)',
      '@everyone',
      '\\',
    ),
  ),
).map((parts) => parts.join(''));

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const OBEYED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

describe('forTerminal', () => {
  it.each([
    [`${ESC}[31mred${ESC}[0m`, 'red'],
    [`${ESC}[38;5;196mred`, 'red'],
    [`${ESC}]0;title\u0007text`, 'text'],
    [`${ESC}]8;;http://evil.example${ESC}\\link${ESC}]8;;${ESC}\\`, 'link'],
    [`${ESC}]52;c;aGk=\u0007copied`, 'copied'],
    [`a${ESC}Pq#0${ESC}\\b`, 'ab'],
    [`a${ESC}cb`, 'ab'],
    [`a${ESC}(Bb`, 'ab'],
    [`a${ESC}`, 'a'],
    ['a\u009B31mb', 'a31mb'],
    ['all is well\rDOWN', 'all is wellDOWN'],
    ['a\u0000b\u0007c\u0008d', 'abcd'],
    ['user\u202Egpj.exe', 'usergpj.exe'],
    ['line\n\ttab', 'line\n\ttab'],
    ['ümläut 漢字 🔴', 'ümläut 漢字 🔴'],
  ])('makes %j to %j', (text, shown) => {
    expect(forTerminal(text)).toBe(shown);
  });

  it('leaves nothing that a terminal obeys, and changes nothing the second time', () => {
    assert(
      property(hostile, (text) => {
        const shown = forTerminal(text);
        expect(shown).not.toMatch(OBEYED);
        expect(forTerminal(shown)).toBe(shown);
      }),
    );
  });

  it('takes time that grows with the text, not faster', () => {
    const began = performance.now();
    forTerminal(`${ESC}]${'a'.repeat(100)}`.repeat(20_000));
    forTerminal(`${ESC}[`.repeat(1_000_000));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('forHtml', () => {
  it('leaves no tag and no end of an attribute', () => {
    assert(
      property(hostile, (text) => {
        expect(forHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
    expect(forHtml('<a href="x">&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
  });
});

describe('forSlack', () => {
  it('leaves no mention and no link', () => {
    assert(
      property(hostile, (text) => {
        for (const escape of [forSlack, forSlackCode, forSlackFence])
          expect(escape(text)).not.toMatch(/[<>]/);
        expect(forSlack(text).replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
    expect(forSlack('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });

  it('never ends the code that it stands in', () => {
    assert(
      property(hostile, (text) => {
        expect(forSlackCode(text)).not.toMatch(/[`\n]/);
        expect(forSlackFence(text)).not.toContain('`');
      }),
    );
  });
});

describe('forMarkdown', () => {
  it.each([
    ['**bold**', '\\*\\*bold\\*\\*'],
    ['[a](http://b)', '\\[a\\]\\(http\\:\\/\\/b\\)'.replaceAll('\\/', '/')],
    ['# head', '\\# head'],
    ['<b>', '\\<b\\>'],
    ['@everyone', '\\@everyone'],
    ['a\\*b', 'a\\\\\\*b'],
    ['plain text', 'plain text'],
  ])('makes %j to %j', (text, shown) => {
    expect(forMarkdown(text)).toBe(shown);
  });

  it('leaves no special character without its backslash', () => {
    assert(
      property(hostile, (text) => {
        expect(forMarkdown(text).replaceAll(/\\[^]/g, '')).not.toMatch(/[\\`*_~|<>[\]()#@:]/);
        expect(forMarkdownFence(text)).not.toContain('`');
      }),
    );
  });
});
