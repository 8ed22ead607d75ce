import { describe, expect, it } from 'vitest';

import { clockFindings } from '../../../lib/core/doctor/clock-findings.ts';
import { componentFindings, undiagnosable } from '../../../lib/core/doctor/component-findings.ts';
import type { ExaminedComponent } from '../../../lib/core/doctor/examine-components.ts';
import { findingsOf, inOrder, type Finding } from '../../../lib/core/doctor/finding.ts';
import type { LogSample } from '../../../lib/core/doctor/log-sample.ts';
import { secretFindings } from '../../../lib/core/doctor/secret-findings.ts';
import { someNames } from '../../../lib/core/doctor/some-names.ts';

const textsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ area, level, text, fix }) =>
    [area, level, text, ...(fix === undefined ? [] : [fix])].join(' | '),
  );

const component = (
  sample: Partial<LogSample> | undefined,
  more: Partial<ExaminedComponent> = {},
): ExaminedComponent => ({
  component: { kind: 'lambda', name: 'orders-fn' },
  checks: ['orders', '2 more'],
  gaps: [],
  samples: sample ? [{ source: '/aws/lambda/orders-fn', records: 3, withIds: 2, gaps: [], ...sample }] : [],
  ...more,
});

describe('the logs behind a check', () => {
  it.each([
    {
      title: 'with request ids are good',
      examined: component({}),
      says: ['logs | good | /aws/lambda/orders-fn can be read; 2 of 3 newest records carry a request id'],
    },
    {
      title: 'without ids are to be improved, by the line for their software',
      examined: component({ withIds: 0, fix: 'log_format main "$request_id"' }),
      says: [
        'logs | advice | /aws/lambda/orders-fn can be read, but none of its 3 newest records carries a request id: time alone would tie them to a failing request | log_format main "$request_id"',
      ],
    },
    {
      title: 'without ids, of unknown software, get the general rule',
      examined: component({ withIds: 0 }),
      says: [expect.stringContaining('| log the header X-Request-ID of the request with every line')],
    },
    {
      title: 'that are empty are to be looked at',
      examined: component({ records: 0, withIds: 0 }),
      says: [expect.stringMatching(/^logs \| advice \| .* nothing was written there lately/)],
    },
    {
      title: 'that cannot be read are a fault, with who needs them',
      examined: component({ records: 0, withIds: 0, gaps: [{ missing: 'AccessDenied', fix: 'allow it' }] }),
      says: ['logs | fault | /aws/lambda/orders-fn: AccessDenied (behind orders, 2 more) | allow it'],
    },
    {
      title: 'of a component that cannot be asked for are a fault',
      examined: component(undefined, { gaps: [{ missing: 'function orders-fn: not found' }] }),
      says: ['components | fault | lambda orders-fn (behind orders, 2 more): function orders-fn: not found'],
    },
    {
      title: 'that can be read all the same make a gap advice',
      examined: component({}, { gaps: [{ missing: 'errors: its log level is FATAL', fix: 'lower it' }] }),
      says: [
        'components | advice | lambda orders-fn (behind orders, 2 more): errors: its log level is FATAL | lower it',
        expect.stringContaining('logs | good'),
      ],
    },
  ])('$title', ({ examined, says }) => {
    expect(textsOf(componentFindings([examined]))).toEqual(says);
  });
});

describe('checks', () => {
  const logGroup = { kind: 'logGroup' as const, name: '/a' };

  it('without components are counted, and some are named', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const checks = [
      ...names.map((name) => ({ name, components: [] })),
      { name: 'f', components: [logGroup] },
    ];
    expect(textsOf(undiagnosable(checks))).toEqual([
      'components | advice | 5 of 6 checks say nothing of what is behind them, so their failures are not diagnosed: a, b, c, 2 more | name the logs under diagnose.components (docs/reference/components.md)',
    ]);
  });

  it('that all have components are good', () => {
    expect(textsOf(undiagnosable([{ name: 'a', components: [logGroup] }]))).toEqual([
      'components | good | every check says what is behind it',
    ]);
  });
});

describe('secrets', () => {
  it('that can be read are told in one line, the others each with its fix', () => {
    const examined = [
      { reference: 'secret:a', usedBy: ['x'] },
      { reference: 'ssm:/b', usedBy: ['y', 'z'], error: 'not there' },
    ];
    expect(textsOf(secretFindings(examined, 'notify', (reference) => `make ${reference}`))).toEqual([
      'secrets | fault | notify cannot read ssm:/b (used by y, z): not there | make ssm:/b',
      'secrets | good | notify can read 1 secret: secret:a',
    ]);
    expect(secretFindings([], 'notify')).toEqual([]);
  });
});

describe('the clock', () => {
  const at = Date.parse('2026-11-22T10:00:00Z');
  const answer = (checkName: string, date: string | undefined) => ({
    checkName,
    observation: { startedAt: at, durationMs: 1_000, ...(date !== undefined && { headers: { date } }) },
  });

  it.each([
    {
      title: 'agrees',
      dates: ['Sun, 22 Nov 2026 10:00:04 GMT'],
      says: ['clock | good | agrees with the clock of c0'],
    },
    { title: 'says nothing without a date', dates: [undefined, 'yesterday'], says: [] },
    {
      title: 'runs behind the target',
      dates: ['Sun, 22 Nov 2026 10:02:00 GMT', 'Sun, 22 Nov 2026 10:00:00 GMT'],
      says: [expect.stringMatching(/^clock \| advice \| c0 is 2m ahead of this machine's clock/)],
    },
    {
      title: 'runs ahead of the target',
      dates: ['Sun, 22 Nov 2026 09:59:50 GMT'],
      says: [expect.stringMatching(/^clock \| advice \| c0 is 10s behind this machine's clock/)],
    },
  ])('$title', ({ dates, says }) => {
    expect(textsOf(clockFindings(dates.map((date, index) => answer(`c${index}`, date))))).toEqual(says);
  });
});

it('findings come in the order of their areas, the worst first', () => {
  const [logs, plan] = [findingsOf('logs'), findingsOf('plan')];
  const mixed = [logs.good('d'), logs.advice('c'), logs.fault('a'), logs.unseen('b'), plan.good('0')];
  expect(inOrder(mixed).map(({ text }) => text)).toEqual(['0', 'a', 'b', 'c', 'd']);
});

it('names are told once each, three of them', () => {
  expect(someNames(['a', 'a', 'b'])).toEqual(['a', 'b']);
  expect(someNames(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', '2 more']);
});
