import { describe, expect, it } from 'vitest';
import { isAtLeast, parseSeverity } from '../../../lib/core/logs/severity.ts';

describe('severity', () => {
  it.each([
    ['ERROR', 'error'],
    ['warn', 'warning'],
    ['Warning', 'warning'],
    ['E', 'error'],
    ['SEVERE', 'error'],
    ['crit', 'fatal'],
    ['emerg', 'fatal'],
    ['LOG', 'info'],
    ['dpanic', 'fatal'],
    ['50', 'error'],
    ['3', 'error'],
  ])('reads the word %s as %s', (word, severity) => {
    expect(parseSeverity(word)).toBe(severity);
  });

  it.each([
    [10, 'debug'],
    [30, 'info'],
    [40, 'warning'],
    [50, 'error'],
    [60, 'fatal'],
    [0, 'fatal'],
    [3, 'error'],
    [4, 'warning'],
    [7, 'debug'],
    [100, 'debug'],
    [200, 'info'],
    [250, 'notice'],
    [300, 'warning'],
    [400, 'error'],
    [500, 'fatal'],
  ] as const)('reads the number %d of pino, syslog or Monolog as %s', (level, severity) => {
    expect(parseSeverity(level)).toBe(severity);
  });

  it.each(['', 'shop', 'constructor', '-1', '8', 'errors'])('reads no level in %j', (word) => {
    expect(parseSeverity(word)).toBeUndefined();
  });

  it('orders from debug to fatal', () => {
    expect(isAtLeast('fatal', 'error')).toBe(true);
    expect(isAtLeast('error', 'error')).toBe(true);
    expect(isAtLeast('notice', 'warning')).toBe(false);
    expect(isAtLeast(undefined, 'debug')).toBe(false);
  });
});
