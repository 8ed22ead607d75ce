import { describe, expect, it } from 'vitest';
import { parseGoStack } from '../../../../lib/core/logs/exceptions/go-stack.ts';

describe('a stack that a Go program logs itself', () => {
  it('stands below the error, as pkg/errors prints it', () => {
    const parsed = parseGoStack([
      '/water: open /srv/shop/profile.json: no such file or directory',
      'water profile',
      'example.com/brewery/cellar.Water',
      '\texample.com/brewery/cellar/brewhouse.go:53',
      'net/http.HandlerFunc.ServeHTTP',
      '\tnet/http/server.go:2286',
    ]);
    expect(parsed).toMatchObject({
      type: 'error',
      message: '/water: open /srv/shop/profile.json: no such file or directory\nwater profile',
    });
    expect(parsed?.frames.at(-1)).toMatchObject({
      file: 'example.com/brewery/cellar/brewhouse.go',
      line: 53,
      inApp: true,
    });
  });

  it('stands behind bars, below its name, as hclog prints it', () => {
    const parsed = parseGoStack([
      'panic in handler: path=/barrel panic="runtime error: index out of range [5] with length 2"',
      '  stack=',
      '  | goroutine 75 [running]:',
      '  | runtime/debug.Stack()',
      String.raw`  | \truntime/debug/stack.go:26 +0x5e`,
      '  | panic({0x12e6d00?, 0x218e5874e4b0?})',
      String.raw`  | \truntime/panic.go:860 +0x13a`,
      '  | example.com/brewery/cellar.Barrel({0x137bf33?})',
      String.raw`  | \texample.com/brewery/cellar/brewhouse.go:26 +0x32`,
      '  | main.pages.func1(0x270d21bab400)',
      String.raw`  | \texample.com/brewery/main.go:79 +0x74`,
    ]);
    expect(parsed).toMatchObject({ type: 'panic', message: 'index out of range [5] with length 2' });
    expect(parsed?.frames.at(-1)).toMatchObject({
      file: 'example.com/brewery/cellar/brewhouse.go',
      line: 26,
    });
  });

  it('is no place that a line names by the way', () => {
    expect(parseGoStack(['request failed', '\tmain.go:12'])).toBeUndefined();
  });
});
