import { describe, expect, it } from 'vitest';
import { isSameComponent } from '../../lab/eval/component.ts';
import { calibrationError, quantile } from '../../lab/eval/figures.ts';
import { wilson } from '../../lab/eval/wilson.ts';
import type { CaseScore } from '../../lab/eval/score-case.ts';

describe('wilson', () => {
  it.each([
    // Reference values of the score interval at 95 %, Newcombe 1998 table I.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f', (hits, total, low, high) => {
    const share = wilson(hits, total);
    expect(share.low).toBeCloseTo(low, 3);
    expect(share.high).toBeCloseTo(high, 3);
  });
});

describe('calibrationError', () => {
  const score = (confidence: number, isRight: boolean) =>
    ({ confidence, isRight, answered: 'code.syntax' }) as CaseScore;

  it.each([
    ['always right and sure', [score(1, true), score(1, true)], 0],
    ['half right at 0.5', [score(0.5, true), score(0.5, false)], 0],
    ['always wrong and sure', [score(1, false)], 1],
    ['right at 0.7', [score(0.7, true), score(0.7, true)], 0.3],
  ])('%s is off by %s', (_, scores, error) => {
    expect(calibrationError(scores)).toBeCloseTo(error, 6);
  });
});

describe('quantile', () => {
  it('takes the value at its place', () => {
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
  });
});

describe('isSameComponent', () => {
  it.each([
    ['postgres 10.0.0.7:5432', 'postgres 10.0.0.7:5432', '10.0.0.7:5432', true],
    ['postgres 10.0.0.7:5432', 'postgres', 'relation "x" does not exist', true],
    ['postgres 10.0.0.7:5432', 'postgres', 'connection to 10.0.0.7:5432 refused', false],
    ['postgres 10.0.0.7:5432', 'postgres 10.0.0.8:5432', '10.0.0.7:5432 10.0.0.8:5432', false],
    ['postgres', 'mysql', '', false],
    ['mysql 10.0.0.7:3306', 'database', 'QueuePool limit', true],
    ['mysql 10.0.0.7:3306', 'database', 'MySQL gone away', false],
    ['aws dynamodb', 'aws:dynamodb', '', true],
    ['aws dynamodb', 'aws:s3', 'dynamodb', false],
    ['self', 'file /srv/x.py', '', true],
    ['self', 'postgres', '', false],
    ['file /srv/x', 'file /srv/y', '/srv/x', false],
    ['http api.example', 'http 10.0.0.8', '10.0.0.8', true],
    ['http api.example', 'http 10.0.0.8', 'api.example at 10.0.0.8', false],
  ])('%s answered as %s, with %j in the log, is %s', (label, answer, text, same) => {
    expect(isSameComponent(label, answer, text)).toBe(same);
  });
});
