import { describe, expect, it } from 'vitest';
import { lastAnswered, placeAll } from '../../../lib/core/diagnosis/timeline.ts';
import { reassemble } from '../../../lib/core/logs/reassemble.ts';
import { eventsOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:36.000Z');
const span = { from: AT, to: AT + 50 };

const place = (text: string, within: typeof span | undefined = span) =>
  placeAll([...reassemble(eventsOf(text), LOG_FORMATS)], within);

const line = (time: string, text = 'ERROR shop failed') => `2026-11-22T${time}Z ${text}`;

describe('placeAll', () => {
  it.each([
    ['10:00:35.999', 'long-before'],
    ['10:00:36.500', 'shortly-before'],
    ['10:02:35.700', 'shortly-before'],
    ['10:02:35.800', 'during'],
    ['10:02:36.020', 'during'],
    ['10:02:41.050', 'during'],
    ['10:02:41.051', 'shortly-after'],
    ['10:03:06.051', 'long-after'],
  ])('places a record of %s %s', (time, stretch) => {
    expect(place(line(time))[0]?.stretch).toBe(stretch);
  });

  it('takes a whole second for up to a second later', () => {
    const [record] = place('2026/11/22 10:02:35 [error] 1#1: *1 boom');
    expect(record).toMatchObject({ stretch: 'during', isExact: false, grainMs: 1_000 });
  });

  it('gives a record without a time the time of the one before', () => {
    const [first, second] = place(`${line('10:02:36.020', 'INFO shop works')}\nKilled`);
    expect(first).toMatchObject({ at: AT + 20, isExact: true });
    expect(second).toMatchObject({ at: AT + 20, isExact: false, stretch: 'during' });
  });

  it('takes what stands before the first time for older than what was asked for', () => {
    expect(place(`KeyError: 'cut off'\n${line('10:02:36.020')}`)[0]?.stretch).toBe('long-before');
    expect(place("KeyError: 'no time anywhere'")[0]?.stretch).toBe('unknown');
  });

  it.each([
    ['five hours behind', '2026-11-22 05:02:36,020', 'during'],
    ['nine hours ahead', '2026-11-22 19:02:36,020', 'during'],
    ['half an hour behind', '2026-11-22 09:32:36,020', 'during'],
    ['in the same zone', '2026-11-22 10:02:36,020', 'during'],
    ['twenty minutes old', '2026-11-22 09:42:36,020', 'long-before'],
    ['days old', '2026-11-19 10:02:36,020', 'long-before'],
  ])('reads a clock without a zone that is %s', (_, time, stretch) => {
    expect(place(`${time} ERROR shop 1 failed`)[0]?.stretch).toBe(stretch);
  });

  it('knows the record with which a process ended', () => {
    const text = [line('10:02:30.000', 'INFO shop started'), line('10:02:31.000'), line('10:02:32.000')].join(
      '\n',
    );
    expect(place(text).map(({ isFinal }) => isFinal)).toEqual([false, true, true]);
    expect(
      place(`${text}\n${line('10:02:33.000', 'INFO shop goes on')}`).some(({ isFinal }) => isFinal),
    ).toBe(false);
  });

  it('has everything happen at once where no time is asked for', () => {
    const records = placeAll([...reassemble(eventsOf(line('01:00:00.000')), LOG_FORMATS)], undefined);
    expect(records[0]?.stretch).toBe('during');
  });
});

describe('lastAnswered', () => {
  const access = (time: string, status: number) =>
    `127.0.0.1 - - [22/Nov/2026:${time} +0000] "GET /orders HTTP/1.1" ${status} 12 "-" "curl"`;

  it('is the last request that went well before the failure', () => {
    const text = [access('10:02:30', 200), access('10:02:33', 500), access('10:02:37', 200)].join('\n');
    expect(lastAnswered(place(text), AT)).toBe(AT - 6_000);
  });

  it('is the failure itself where no access line says so', () => {
    expect(lastAnswered(place(line('10:02:30.000')), AT)).toBe(AT);
  });
});
