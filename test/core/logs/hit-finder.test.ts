import { describe, expect, it } from 'vitest';
import { HitFinder } from '../../../lib/core/logs/hit-finder.ts';

const BENIGN = 'GET /orders/12 200 1043';

describe('places worth reading', () => {
  it.each([
    'ERROR failed',
    'Traceback (most recent call last):',
    'Warning: x',
    'connect() refused',
    'worker Killed',
    'GET / 503 12',
    'GET /x 500',
    '"status":502,',
    '"level":60,',
    'err="dial tcp"',
  ])('are found in %s', (text) => {
    expect(new HitFinder([]).first(`${BENIGN}\n${text}`)).toBeGreaterThanOrEqual(BENIGN.length);
  });

  it.each([BENIGN, 'INFO order 401 loaded', '"level":30,', 'took 5123 ms', ''])('are none in %j', (text) => {
    expect(new HitFinder([]).first(text)).toBe(-1);
  });

  it('are found one after the other, of either kind', () => {
    const finder = new HitFinder([]);
    const text = 'GET / 500 1\nx\nboom ERROR\nGET / 502 1';
    const places = [finder.first(text)];
    for (let hit = finder.next(10); hit >= 0; hit = finder.next(hit + 5)) places.push(hit);
    expect(places.map((place) => text.slice(place, place + 4))).toEqual([' 500', 'ERRO', ' 502']);
  });

  it('are found anew in the next text', () => {
    const finder = new HitFinder(['a.b']);
    expect(finder.first('xx A.B')).toBe(3);
    expect(finder.first('xx aXb')).toBe(-1);
    expect(finder.first('a.b')).toBe(0);
  });
});
