import { describe, expect, it } from 'vitest';
import { unwrap } from '../../../lib/core/logs/unwrap.ts';

describe('what container runtimes put around a line', () => {
  it('is opened for the json-file driver of Docker', () => {
    expect(unwrap('{"log":"boom\\n","stream":"stderr","time":"2026-11-22T10:08:02.123456789Z"}')).toEqual({
      text: 'boom',
      writer: 'stderr',
      partial: false,
      timestamp: Date.UTC(2026, 10, 22, 10, 8, 2, 123),
    });
  });

  it('says that an entry without a newline is not whole', () => {
    expect(unwrap('{"log":"bo","stream":"stdout"}')).toEqual({ text: 'bo', writer: 'stdout', partial: true });
  });

  it.each([
    ['F', false],
    ['P', true],
  ])('is opened for containerd, tag %s', (tag, partial) => {
    expect(unwrap(`2026-11-22T10:02:36.060123456Z stderr ${tag}     at f (x.js:1:2)`)).toEqual({
      text: '    at f (x.js:1:2)',
      writer: 'stderr',
      partial,
      timestamp: Date.UTC(2026, 10, 22, 10, 2, 36, 60),
    });
  });

  it('is opened for Honcho', () => {
    expect(unwrap('09:25:23 web1.1 | Error: boom')).toEqual({
      text: 'Error: boom',
      writer: 'web1.1',
      partial: false,
    });
  });

  it('is opened for Compose', () => {
    expect(unwrap('web-1  | Error: boom')).toEqual({ text: 'Error: boom', writer: 'web-1', partial: false });
  });

  it.each([
    '{"log":"an application\'s own","level":"info"}',
    '{"log":"cut off',
    '2026-11-22 10:02:36 stderr F text',
    'name | value',
    'Error: boom',
    '',
  ])('is not seen in %j', (line) => {
    expect(unwrap(line)).toBeUndefined();
  });
});
